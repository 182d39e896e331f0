/* Nothing on a page waits for a script: they are named in the page and fetched here, in their order, once it has been
   painted. On a slow line the text comes first. This one comes beside the sheet, without which nothing is painted, so
   that the switch to the other language keeps the reader's place from the first moment it can be seen. */
(() => {
  "use strict";
  const run = (one) =>
    new Promise((resolve) => {
      const script = document.createElement("script");
      script.async = false;
      script.src = one.dataset.src;
      for (const said of ["load", "error"]) script.addEventListener(said, resolve);
      document.body.append(script);
    });
  const start = () =>
    requestAnimationFrame(() =>
      setTimeout(async () => {
        await Promise.all([...document.querySelectorAll("script[data-src]")].map(run));
        document.documentElement.dataset.scripts = "here";
      }),
    );
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });

  /* The other language shows the same place on the page, and the same choice where one stands in the address. */
  for (const kind of ["pointerdown", "focusin", "click"]) {
    document.addEventListener(kind, (event) => {
      const tongue = event.target.closest?.(".gk-language[data-same]");
      if (!tongue) return;
      tongue.search = location.search;
      tongue.hash = location.hash;
    }, true);
  }
})();
