// Header: the folded menu on narrow screens, and pillars that close like menus do.
const button = document.querySelector(".menu-button");
const fold = document.getElementById("menue");
const pillars = [...document.querySelectorAll(".pillar")];

button?.addEventListener("click", () => {
  const open = fold.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
});

function close(except) {
  for (const pillar of pillars) if (pillar !== except) pillar.open = false;
}

const wide = matchMedia("(min-width: 62.51rem)");
document.addEventListener("click", (event) => {
  if (wide.matches) close(event.target.closest(".pillar"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const pillar = event.target.closest?.(".pillar[open]");
  close();
  pillar?.querySelector("summary").focus();
});
for (const pillar of pillars) {
  pillar.addEventListener("focusout", (event) => {
    if (wide.matches && event.relatedTarget && !pillar.contains(event.relatedTarget)) pillar.open = false;
  });
}
