// "Auf dieser Seite": marks the section the reader is in.
// Filters and contents stand open beside the text; on a narrow screen they fold away above it.
if (matchMedia("(max-width: 62.5rem)").matches) {
  for (const details of document.querySelectorAll("details[data-folds]")) details.open = false;
}

const links = [...document.querySelectorAll("[data-contents] a[href^='#']")];
const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))).filter(Boolean);

if (sections.length) {
  const mark = () => {
    const passed = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.at(-1) ?? sections[0];
    for (const link of links) {
      if (link.hash === `#${current.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}
