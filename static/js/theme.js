// Runs before the first paint, so it stays a plain script: says that scripts run, and applies the theme the reader chose.
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.kernTheme = theme;
} catch { /* storage is blocked: the system's preference rules */ }
