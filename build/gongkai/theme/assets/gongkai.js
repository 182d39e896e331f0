/* Charts come alive when somebody turns to them: on hover, focus or tap, by one script of our own address.
   Without this file, or from file://, the drawn charts and their tables stay. Each chart can be taken away as a
   picture (PNG, SVG) or as its numbers (CSV); that needs neither the library nor a server. */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const english = document.documentElement.lang.startsWith("en");
  const words = english
    ? { live: "Interact", wake: "Make the chart interactive: ", save: "Save", of: "Save the chart as ", search: "Search",
        offline: "Search works only over http", menu: "Menu", lacks: "This report has no number of ", see: "what each form prints" }
    : { live: "互动", wake: "让图可以互动：", save: "存为", of: "把图存为 ", search: "搜索",
        offline: "搜索要在网上打开时才能用", menu: "栏目", lacks: "这份报告没有这一项的数：", see: "各版格式怎样印" };
  const options = {
    mode: "vega-lite",
    ast: true,
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    logLevel: 1, // errors: a layer without rows (no median, no blank) is no reason to warn a reader's console
  };
  const SCALE = 1.15; // as drawings.py has it: alive as large as drawn
  const online = location.protocol !== "file:";
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

  async function draw(drawing, spec) {
    await load();
    const live = document.createElement("div");
    await window.vegaEmbed(live, spec, options);
    const svg = live.querySelector("svg");
    svg.setAttribute("aria-hidden", "true");
    for (const [at, name] of [[2, "width"], [3, "height"]]) {
      svg.setAttribute(name, (Number(svg.getAttribute("viewBox").split(/[ ,]+/)[at]) * SCALE).toFixed(1));
    }
    drawing.replaceChildren(live);
  }

  async function wake(figure) {
    if (figure.dataset.state) return;
    figure.dataset.state = "waking";
    try {
      const [answer] = await Promise.all([fetch(figure.dataset.spec), load()]);
      if (!answer.ok) throw new Error(String(answer.status));
      await draw(figure.querySelector(".gk-chart__drawing"), await answer.json());
      figure.dataset.state = "live";
      const button = figure.querySelector(".gk-chart__live");
      if (button === document.activeElement) figure.querySelector(".gk-chart__tools button")?.focus();
      button.hidden = true;
    } catch {
      figure.dataset.state = "drawn";
    }
  }

  /* Taking a chart away */

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function picture(figure) {
    const drawn = figure.querySelector(".gk-chart__drawing svg");
    const style = getComputedStyle(drawn);
    const paper = getComputedStyle(document.body).backgroundColor;
    const [x, y, width, height] = drawn.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    const title = figure.querySelector("figcaption span").textContent;
    const space = 12, head = 26;
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    const box = { x: x - space, y: y - space - head, width: width + 2 * space, height: height + 2 * space + head };
    svg.setAttribute("xmlns", name);
    svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    svg.setAttribute("width", box.width);
    svg.setAttribute("height", box.height);
    svg.setAttribute("color", style.color);
    svg.setAttribute("font-family", getComputedStyle(figure).fontFamily.replaceAll('"', "'"));
    const add = (tag, attributes, text = "") => {
      const one = document.createElementNS(name, tag);
      for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
      one.textContent = text;
      svg.append(one);
    };
    add("title", {}, title);
    add("desc", {}, figure.querySelector(".gk-chart__drawing").getAttribute("aria-label"));
    add("rect", { x: box.x, y: box.y, width: box.width, height: box.height, fill: paper });
    add("text", { x, y: y - space, "font-size": 14, "font-weight": 600, fill: style.color }, title);
    for (const one of drawn.childNodes) svg.append(one.cloneNode(true));
    for (const one of svg.querySelectorAll("g text")) { // letters over a line stand on paper, as on the page
      for (const [key, value] of Object.entries({ stroke: paper, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" })) {
        one.setAttribute(key, value);
      }
    }
    const text = new XMLSerializer().serializeToString(svg);
    return { text, width: box.width, height: box.height };
  }

  function savePng(figure) {
    const { text, width, height } = picture(figure);
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(width * 3);
      canvas.height = Math.round(height * 3);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(`${figure.dataset.name}.png`, blob), "image/png");
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  /* What a spreadsheet would run stays text, as in every CSV of this project. */
  function cell(text, isNumber) {
    const guarded = !isNumber && /^[=+\-@\t\r＝＋－＠']/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  }

  function csv(rows) {
    return rows.map((row) => `${row.map(([text, isNumber]) => cell(text, isNumber)).join(",")}\n`).join("");
  }

  function tableRows(table) {
    const said = (one) => one.textContent.trim().replace(/\s+/g, " ");
    const heads = [...table.querySelectorAll("thead th")];
    const both = heads.map((head) => head.dataset.number && head.dataset.number !== head.dataset.column);
    const names = heads.flatMap((head, at) => {
      const name = head.dataset.column ?? said(head);
      return both[at] ? [[head.dataset.number], [name]] : [[name]];
    });
    const rows = [...table.querySelectorAll("tbody tr")].map((row) =>
      [...row.cells].flatMap((one, at) => {
        const number = [one.dataset.number ?? "", true];
        if (both[at]) return [number, [said(one)]];
        return heads[at]?.dataset.number ? [number] : [[said(one)]];
      }),
    );
    return [names, ...rows];
  }

  const takers = {
    PNG: savePng,
    SVG: (figure) => save(`${figure.dataset.name}.svg`, new Blob([picture(figure).text], { type: "image/svg+xml" })),
    CSV: (figure, text = csv(tableRows(figure.querySelector("table")))) =>
      save(`${figure.dataset.name}.csv`, new Blob([text], { type: "text/csv" })),
  };

  function button(name, text, label, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = name;
    one.textContent = text;
    one.setAttribute("aria-label", label);
    one.addEventListener("click", act);
    return one;
  }

  /* Buttons below a chart: what it can be saved as. Its CSV is its table's, or the text given. */
  function equip(figure, text) {
    const title = figure.querySelector("figcaption span").textContent;
    const tools = document.createElement("p");
    tools.className = "gk-chart__tools";
    tools.append(words.save);
    const isDrawn = () => figure.querySelector(".gk-chart__drawing svg") !== null;
    for (const [kind, take] of Object.entries(takers)) {
      const isTable = kind === "CSV";
      if (!isTable && !online && !isDrawn()) continue; // of very many charts, those that only a reader's browser draws
      tools.append(button("gk-button", kind, `${words.of}${kind}${english ? ": " : "："}${title}`, async () => {
        if (!isTable && !isDrawn()) await wake(figure);
        if (isTable || isDrawn()) take(figure, isTable ? text : undefined);
      }));
    }
    figure.append(tools);
  }

  window.gongkai = { csv, draw, english, equip, online, save };

  /* On paper the page says where it is. */
  addEventListener("beforeprint", () => {
    const cite = document.querySelector(".gk-cite");
    if (!online || !cite) return;
    const here = cite.querySelector(".gk-cite__here") ?? cite.appendChild(document.createElement("p"));
    here.className = "gk-cite__here";
    here.textContent = location.href;
  });

  /* On a narrow screen the sections lie in a drawer. Its door is a label; the keyboard needs a button. */
  function openByKeyboard(drawer, label, sheet) {
    const door = button("gk-door md-header__button md-icon", "", words.menu, () => drawer.click());
    door.append(...label.childNodes);
    door.setAttribute("aria-expanded", "false");
    label.replaceWith(door);
    const narrow = matchMedia("(max-width: 76.2344em)"); // wider, the theme has the sections above the page
    const close = () => drawer.checked && drawer.click();
    const settle = () => {
      door.setAttribute("aria-expanded", String(drawer.checked));
      sheet.inert = narrow.matches && !drawer.checked;
    };
    settle();
    narrow.addEventListener("change", settle);
    drawer.addEventListener("change", () => {
      settle();
      if (drawer.checked) sheet.querySelector("a").focus();
    });
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      close();
      door.focus();
    });
    sheet.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !sheet.contains(relatedTarget)) close();
    });
  }

  /* An address may name a line that this report's form does not have: then its prose may have it. Else whoever was led
     here stands at the top of a page that seems to be the answer, and is told that it is none. */
  function settleLine() {
    document.querySelector(".gk-lacking")?.remove();
    const id = location.hash.slice(1);
    const name = document.querySelector(".gk > .gk-sub");
    const isLine = /\/reports\/[^/]+\.html$/.test(location.pathname) && /^[a-z_]+(\.[a-z_]+)*$/.test(id);
    if (!isLine || !name || document.getElementById(id)) return;
    const told = ["in_text", "prose"].map((source) => document.getElementById(`${id}@${source}`)).find(Boolean);
    const elsewhere = told ?? document.querySelector(`[id^="${id}@"]`); // or of some applicants alone
    if (elsewhere) return location.replace(`#${elsewhere.id}`);
    const said = document.createElement("p");
    said.className = "gk-lacking";
    said.setAttribute("role", "status");
    const code = document.createElement("code");
    code.textContent = id;
    const link = document.createElement("a");
    link.href = `../indicators/${id}.html`;
    link.textContent = words.see;
    said.append(words.lacks, code, english ? ": " : "，", link);
    name.after(said);
  }

  settleLine();
  addEventListener("hashchange", settleLine);

  const parts = ["#__drawer", '.md-header__button[for="__drawer"]', ".md-sidebar--primary"];
  const found = parts.map((part) => document.querySelector(part));
  if (found.every(Boolean)) openByKeyboard(...found);

  /* Of light, dark and the system's way the theme shows one; for who has chosen none, Shift+Tab would stop at one unseen. */
  const ways = [...document.querySelectorAll(".md-option")];
  const way = ways.find((one) => !one.nextElementSibling?.hidden);
  if (way && !ways.some((one) => one.checked)) way.checked = true;

  document.querySelector(".md-search")?.setAttribute("aria-label", words.search);
  const query = document.querySelector(".md-search__input");
  if (!online && query) query.placeholder = words.offline;
  for (const figure of document.querySelectorAll(".gk-chart")) {
    equip(figure);
    if (!online) continue;
    const title = figure.querySelector("figcaption span").textContent;
    figure.querySelector("figcaption").append(button("gk-chart__live", words.live, words.wake + title, () => {}));
    for (const kind of ["pointerenter", "focusin", "click"]) {
      figure.querySelector(".gk-chart__drawing").addEventListener(kind, () => wake(figure));
      figure.querySelector(".gk-chart__live").addEventListener(kind, () => wake(figure));
    }
  }
})();
