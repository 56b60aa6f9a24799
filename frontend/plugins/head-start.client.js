/* global PAGES -- put in by head-start.ts */

// Runs while the page's own script is still on its way: fetches the code and the answers that this address will ask for.
// src/lib/head-start.ts hands the answers on.
(function (pages) {
  const early = (window.headStart = new Map());

  function fetchScript(href) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    link.crossOrigin = ""; // as the page itself asks for it; another kind would be fetched twice
    document.head.append(link);
  }

  function ask(address) {
    const answer = fetch(address);
    answer.catch(() => undefined); // told to whoever takes it, if anybody does
    early.set(address, answer);
    return answer;
  }

  async function askForAnalysis(id) {
    const result = ask(`/api/v1/analyses/${id}/result/`);
    const answer = await ask(`/api/v1/analyses/${id}/`);
    const { recording, status } = await answer.clone().json();
    if (answer.ok) ask(`/api/v1/recordings/${recording}/`);
    if (answer.ok && status === "done") ask(`/api/v1/recordings/${recording}/peaks/`);
    await result;
  }

  /** Whoever has signed out is sent to the door, and nothing is shown. */
  function isSignedOut() {
    try {
      return JSON.parse(localStorage.getItem("undertone.account") ?? "{}").user === null;
    } catch {
      return false;
    }
  }

  const { pathname } = location;
  for (const { path, scripts } of pages) if (new RegExp(path).test(pathname)) scripts.forEach(fetchScript);
  const analysis = /^\/analyses\/([\w-]+)$/.exec(pathname);
  // What failed is told to whoever takes the answers.
  if (analysis && !isSignedOut()) askForAnalysis(analysis[1]).catch(() => undefined);
})(PAGES);
