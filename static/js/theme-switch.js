// The switch in the footer: light, dark, or as the device says. Kept on this device only.
const root = document.documentElement;
const group = document.querySelector("[data-theme-switch]");

function show() {
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === (root.dataset.kernTheme ?? "")));
  }
}

if (group) {
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.value) root.dataset.kernTheme = button.value;
    else delete root.dataset.kernTheme;
    try {
      if (button.value) localStorage.setItem("theme", button.value);
      else localStorage.removeItem("theme");
    } catch { /* storage is blocked: it holds for this page */ }
    show();
  });
  show();
}
