// Runs before the first paint, so that the theme never flashes. Kept apart because the content policy forbids inline scripts.
(function () {
  let choice = null;
  try {
    choice = localStorage.getItem("undertone.theme");
  } catch {
    // Storage can be switched off; the system's theme is used then.
  }
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = choice === "dark" || (choice !== "light" && systemIsDark);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
