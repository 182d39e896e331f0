/* Nothing on a page waits for a script: they are named in the page and fetched here, in their order, once it has been
   painted. On a slow line the text comes first. */
(() => {
  "use strict";
  const named = [...document.querySelectorAll("script[data-src]")];
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
        await Promise.all(named.map(run));
        document.documentElement.dataset.scripts = "here";
      }),
    );
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
})();
