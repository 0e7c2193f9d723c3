// Runs before the first paint: what the style sheet reads from <html>. The app takes over from there.
(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const said = (name) => {
    try {
      return query.get(name) || localStorage.getItem("castellan." + name);
    } catch {
      return query.get(name);
    }
  };
  const theme = said("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (said("density") === "comfortable") root.dataset.density = "comfortable";
  if (query.get("embed") === "1") root.dataset.embed = "";
})();
