/* Search by name in the header. What finds (finding.js), names and sentences are scripts beside this one, loaded when
   somebody turns to the field; they work from file:// too. */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const form = document.querySelector(".gk-finder__form");
  if (!form) return;
  const root = new URL(form.dataset.root.replace(/^\/+/, "/"), location.href).href; // this language's top; the 404 page may say "//"
  const isEnglish = document.documentElement.lang.startsWith("en");
  const say = isEnglish
    ? {
        kinds: { places: "authority", reports: "report", indicators: "indicator", years: "year", documents: "document", pages: "page", rules: "rule" },
        all: (typed) => `Search all pages for “${typed}”`, reports: "Reports:", of: (name) => `Report of ${name}: `,
        count: (all, shown) => (all ? `${all} found${all > shown ? `, the first ${shown} shown` : ""}` : "No name or explanation has it"),
        lacks: ({ year, place }) => (place ? `No ${year} report of ${place} is here` : `No report of ${year} is here`),
        none: "No report is here yet", stop: ". ", failed: "The names could not be fetched; please try again",
      }
    : {
        kinds: { places: "机关", reports: "报告", indicators: "指标", years: "年份", documents: "文件", pages: "页面", rules: "规则" },
        all: (typed) => `在全部页面里找“${typed}”`, reports: "报告：", of: (name) => `${name}的报告：`,
        count: (all, shown) => (all ? `${all} 处${all > shown ? `，先列 ${shown} 处` : ""}` : "名称和说明里没有"),
        lacks: ({ year, place }) => (place ? `没有收入${place} ${year} 年的报告` : `没有收入 ${year} 年的报告`),
        none: "还没有收入报告", stop: "。", failed: "名称没有取到，请再试",
      };
  const isFile = location.protocol === "file:";
  const SHOWN = 12;
  const HELD = 12; // years of a place; its own page has them all
  const LEAST = 140; // pixels of a list: whoever sees less scrolls the page
  let loaded;

  function script(name) {
    return new Promise((resolve, reject) => {
      const one = document.createElement("script");
      one.src = new URL(name, own).href;
      one.addEventListener("load", resolve);
      one.addEventListener("error", reject);
      document.head.append(one);
    });
  }

  function load() {
    loaded ??= Promise.all(["finding.js", "names.js", isEnglish ? "sentences-en.js" : "sentences.js"].map(script)).then(
      () => window.gongkaiFinding.enter(window.gongkaiNames, window.gongkaiSentences),
    );
    loaded.catch(() => (loaded = undefined));
    return loaded;
  }

  const find = (typed) => load().then((every) => window.gongkaiFinding.find(every, typed));

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    if (isEnglish && /[\u3400-\u9fff]/.test(text)) made.lang = "zh-CN";
    return made;
  }

  /* Some words around the place of what was typed, the place itself marked. */
  function quote(text, parts) {
    const made = element("span", "gk-hit__text");
    const lower = text.toLowerCase();
    const place = (one) => window.gongkaiFinding.place(lower, one);
    const part = parts.find((one) => one && place(one) >= 0);
    if (!part) return made;
    const at = place(part);
    const from = Math.max(0, at - 18);
    made.append(from ? "…" : "", text.slice(from, at), element("mark", "", text.slice(at, at + part.length)),
      text.slice(at + part.length, at + part.length + 40), at + part.length + 40 < text.length ? "…" : "");
    return made;
  }

  function linkTo(hit, text) {
    const link = element("a", "", text);
    link.href = new URL(hit.address, root).href;
    if (hit.address.startsWith("../")) link.hreflang = "zh-CN";
    return link;
  }

  /* The reports of a place, the newest first: a link of one line, so that other hits stay in sight. */
  function years(hit) {
    const line = element("span", "gk-hit__years", hit.reports.length ? say.reports : say.none);
    for (const one of hit.reports.slice(0, HELD)) {
      const said = [one.year, one.status].filter(Boolean).join(" ");
      const link = linkTo(one, said);
      link.setAttribute("aria-label", say.of(hit.title) + said);
      line.append(" ", link);
    }
    return line;
  }

  function noted(hit) {
    const note = element("small");
    const parts = [say.kinds[hit.label ?? hit.kind], hit.status, ...hit.note].filter(Boolean);
    note.append(...parts.flatMap((one, at) => [at ? " · " : "", element("span", "", one)]));
    return note;
  }

  function show(hit) {
    const row = element("li", "gk-hit");
    const link = linkTo(hit);
    link.append(element("b", "", hit.title), noted(hit));
    const wording = hit.zh?.includes(hit.parts[0]) ? undefined : hit.others?.find((other) => other.includes(hit.parts[0]));
    if (hit.lacks) link.append(element("span", "gk-hit__text gk-hit__lacks", say.lacks(hit.lacks)));
    else if (hit.text || wording) link.append(quote(hit.text || wording, hit.parts));
    else if (hit.other) {
      const other = element("span", "gk-hit__text", hit.other);
      other.lang = isEnglish ? "zh-CN" : "en";
      link.append(other);
    }
    row.append(link);
    if (hit.isNear) row.append(years(hit));
    return row;
  }

  function fullTextRow(typed) {
    const row = element("li", "gk-hit gk-hit--all");
    const link = element("a", "", say.all(typed));
    link.href = `${new URL("search.html", root).href}?words=${encodeURIComponent(typed)}`;
    row.append(link);
    return row;
  }

  /* What hangs below a field ends above a phone's keyboard, which covers the page without making it smaller. */
  function fit(box, most = Infinity) {
    const seen = window.visualViewport;
    if (box.hidden || !seen) return;
    const room = seen.offsetTop + seen.height - box.getBoundingClientRect().top - 8;
    box.style.maxHeight = `${Math.min(Math.max(room, LEAST), most)}px`;
  }

  const field = form.querySelector(".gk-finder__words");
  const panel = form.querySelector(".gk-finder__found");
  const status = form.querySelector(".gk-finder__status");
  const list = form.querySelector(".gk-finder__list");
  let shown;

  async function update() {
    const typed = field.value.trim();
    panel.hidden = !typed;
    fit(panel);
    if (!typed || typed === shown) return; // a list that somebody walks through is not made anew
    try {
      const hits = await find(typed);
      if (typed !== field.value.trim()) return;
      shown = typed;
      status.textContent = (hits[0]?.lacks ? say.lacks(hits[0].lacks) + say.stop : "") + say.count(hits.length, SHOWN);
      list.replaceChildren(...hits.slice(0, SHOWN).map(show), fullTextRow(typed));
    } catch {
      shown = undefined;
      status.textContent = say.failed;
      list.replaceChildren(fullTextRow(typed));
    }
  }

  /* Up and down from hit to hit, left and right among the years of one. */
  function walk(event) {
    const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    const [down, aside] = steps[event.key] ?? [0, 0];
    const here = document.activeElement;
    const row = here.closest(".gk-hit");
    if (panel.hidden || !(down || (aside && row))) return;
    event.preventDefault();
    const all = down ? [field, ...list.querySelectorAll(".gk-hit > a")] : [...row.querySelectorAll("a")];
    const at = all.indexOf(down && row ? row.querySelector("a") : here);
    all[Math.min(all.length - 1, Math.max(0, at + down + aside))].focus();
  }

  form.hidden = false;
  form.previousElementSibling.hidden = true;
  field.addEventListener("focus", () => load().catch(() => {}), { once: true });
  field.addEventListener("input", update);
  field.addEventListener("focus", update);
  window.visualViewport?.addEventListener("resize", () => fit(panel));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    const first = list.querySelector("a");
    if (typed) location.assign(isFile && first ? first.href : fullTextRow(typed).firstChild.href);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return walk(event);
    event.preventDefault();
    field.focus(); // which opens it
    panel.hidden = true;
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) panel.hidden = true;
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });

  window.gongkaiFinder = { own, find, fit, load, element, quote, show };
})();
