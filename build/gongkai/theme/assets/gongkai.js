/* Charts come alive when somebody turns to them: on hover, focus or tap, by one script of our own address.
   Without this file, or from file://, the drawn charts and their tables stay. */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const options = {
    mode: "vega-lite",
    ast: true,
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };
  let library;

  function load() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("vega.js", own).href;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return library;
  }

  async function wake(figure) {
    if (figure.dataset.state) return;
    figure.dataset.state = "waking";
    try {
      const [answer] = await Promise.all([fetch(figure.dataset.spec), load()]);
      if (!answer.ok) throw new Error(String(answer.status));
      const drawing = figure.querySelector(".gk-chart__drawing");
      const live = document.createElement("div");
      await window.vegaEmbed(live, await answer.json(), options);
      live.querySelector("svg").setAttribute("aria-hidden", "true");
      drawing.replaceChildren(live);
      figure.dataset.state = "live";
      figure.querySelector(".gk-chart__live").hidden = true;
    } catch {
      figure.dataset.state = "drawn";
    }
  }

  if (location.protocol === "file:") return;
  for (const figure of document.querySelectorAll(".gk-chart")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gk-chart__live";
    button.textContent = "互动";
    button.setAttribute("aria-label", `让图可以互动：${figure.querySelector("figcaption").textContent}`);
    figure.querySelector("figcaption").append(button);
    for (const kind of ["pointerenter", "focusin", "click"]) figure.addEventListener(kind, () => wake(figure));
  }
})();
