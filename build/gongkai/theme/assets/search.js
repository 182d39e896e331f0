/* Search by name in the header. Names and sentences are scripts beside this one, loaded when somebody turns to the field;
   they work from file:// too. Nothing typed is cut into words unless it is found nowhere as it stands. */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const form = document.querySelector(".gk-finder__form");
  if (!form) return;
  const root = new URL(form.dataset.root.replace(/^\/+/, "/"), location.href).href; // this language's top; the 404 page may say "//"
  const isEnglish = document.documentElement.lang.startsWith("en");
  const say = isEnglish
    ? {
        places: "Place", indicators: "Indicator", pages: "Page", all: (typed) => `Search all pages for “${typed}”`,
        count: (all, shown) => (all ? `${all} found${all > shown ? `, the first ${shown} shown` : ""}` : "No name or explanation has it"),
        failed: "The names could not be fetched; please try again",
      }
    : {
        places: "地方", indicators: "指标", pages: "页面", all: (typed) => `在全部页面里找“${typed}”`,
        count: (all, shown) => (all ? `${all} 处${all > shown ? `，先列 ${shown} 处` : ""}` : "名称和说明里没有"),
        failed: "名称没有取到，请再试",
      };
  const isFile = location.protocol === "file:";
  const SHOWN = 12;
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

  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/['’\s]+/g, " ").trim();

  function load() {
    loaded ??= Promise.all([script("names.js"), script(isEnglish ? "sentences-en.js" : "sentences.js")]).then(() => {
      const names = (folder, kind) => ([id, zh, en, others, pinyin, note]) => ({
        address: `${folder}/${id}.html`, kind, id, title: isEnglish ? en || zh : zh, note: isEnglish ? "" : note,
        other: isEnglish ? zh : en, english: fold(en), others: others.split(";").filter(Boolean).map(fold),
        zh: fold(zh), en: fold(en).replaceAll(" ", ""), more: fold(others), words: fold(`${id} ${zh} ${others} ${en} ${note}`),
        syllables: pinyin ? pinyin.split(" ").map((one) => one.split("/")) : [],
      });
      return [
        ...window.gongkaiNames.places.map(names("authorities", "places")),
        ...window.gongkaiNames.indicators.map(names("indicators", "indicators")),
        ...window.gongkaiSentences.map(([address, page, heading, text]) => ({
          address, kind: "pages", title: heading, note: heading === page ? "" : page, text, zh: fold(heading), words: fold(`${heading} ${text}`),
        })),
      ];
    });
    return loaded;
  }

  /* Whether `letters` spell the syllables from the first on: whole (linyi), by initials (ly), or mixed (linys). */
  function spells(letters, syllables, at = 0) {
    if (!letters) return true;
    if (at >= syllables.length) return false;
    return syllables[at].some((one) =>
      one.startsWith(letters) ||
      (letters.startsWith(one) && spells(letters.slice(one.length), syllables, at + 1)) ||
      (letters[0] === one[0] && spells(letters.slice(1), syllables, at + 1)));
  }

  function weighName(one, words) {
    const tight = words.replaceAll(" ", "");
    if (one.zh === words || one.id === words || one.others.includes(words)) return 100;
    if (one.zh.startsWith(words)) return 90;
    if (one.others.some((other) => other.startsWith(words))) return 80;
    if (/^[a-z0-9._-]+$/.test(tight)) {
      if (one.id.startsWith(tight)) return 78;
      if (one.en === tight) return 76;
      if (/^[a-z]+$/.test(tight) && spells(tight, one.syllables)) return 70;
      if (one.en.startsWith(tight)) return 65;
      if (one.english.split(" ").some((word) => tight.length > 2 && word.startsWith(tight))) return 45;
      if (/^[a-z]{4,}$/.test(tight) && one.syllables.some((_, at) => at && spells(tight, one.syllables, at))) return 42;
      return tight.length > 3 && one.english.includes(words) ? 40 : 0;
    }
    return one.zh.includes(words) ? 60 : one.more.includes(words) ? 47 : 0;
  }

  function weigh(one, words) {
    if (one.kind !== "pages") return weighName(one, words);
    if (one.zh.startsWith(words)) return 55;
    return one.zh.includes(words) ? 48 : one.words.includes(words) ? 20 : 0;
  }

  function cut(words) {
    if (!Intl.Segmenter) return words.split(" ");
    const found = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(words)];
    return found.filter((one) => one.isWordLike).map((one) => one.segment);
  }

  /* As it stands; else every word of it, in any order; else what has most of its words, longer ones first. */
  function find(every, typed) {
    const words = fold(typed);
    if (!words) return [];
    let hits = every.map((one) => [weigh(one, words), one]).filter(([weight]) => weight);
    const parts = [...new Set(words.includes(" ") ? words.split(" ") : cut(words))];
    if (!hits.length && parts.length > 1) {
      const told = every.map((one) => [parts.filter((part) => one.words.includes(part)), one]);
      const whole = told.filter(([found]) => found.length === parts.length);
      const partly = told.filter(([found, one]) => one.kind !== "pages" && found.some((part) => part.length > 1));
      const size = (found, one) => found.filter((part) => part.length > 1).join("").length * 10 + (one.kind === "places" ? 5 : 0);
      hits = (whole.length ? whole : partly).map(([found, one]) => [size(found, one), one]);
    }
    hits.sort(([a, one], [b, other]) => b - a || one.title.length - other.title.length || (one.address < other.address ? -1 : 1));
    return hits.map(([, one]) => ({ ...one, parts: [words, ...parts] }));
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /* Some words around the place of what was typed, the place itself marked. */
  function quote(text, parts) {
    const made = element("span", "gk-hit__text");
    const lower = text.toLowerCase();
    const part = parts.find((one) => one && lower.includes(one));
    if (!part) return made;
    const at = lower.indexOf(part);
    const from = Math.max(0, at - 18);
    made.append(from ? "…" : "", text.slice(from, at), element("mark", "", text.slice(at, at + part.length)),
      text.slice(at + part.length, at + part.length + 40), at + part.length + 40 < text.length ? "…" : "");
    return made;
  }

  function show(hit) {
    const row = element("li", "gk-hit");
    const link = element("a");
    link.href = new URL(hit.address, root).href;
    link.append(element("b", "", hit.title), element("small", "", [say[hit.kind], hit.note].filter(Boolean).join(" · ")));
    const wording = hit.zh.includes(hit.parts[0]) ? undefined : hit.others?.find((other) => other.includes(hit.parts[0]));
    if (hit.text || wording) link.append(quote(hit.text || wording, hit.parts));
    else if (hit.other) {
      const other = element("span", "gk-hit__text", hit.other);
      other.lang = isEnglish ? "zh" : "en";
      link.append(other);
    }
    row.append(link);
    return row;
  }

  function fullTextRow(typed) {
    const row = element("li", "gk-hit gk-hit--all");
    const link = element("a", "", say.all(typed));
    link.href = `${new URL("search.html", root).href}?words=${encodeURIComponent(typed)}`;
    row.append(link);
    return row;
  }

  function setUpFinder() {
    const field = form.querySelector(".gk-finder__words");
    const panel = form.querySelector(".gk-finder__found");
    const status = form.querySelector(".gk-finder__status");
    const list = form.querySelector(".gk-finder__list");
    const links = () => [...list.querySelectorAll("a")];
    let shown;
    form.hidden = false;
    form.previousElementSibling.hidden = true;

    async function update() {
      const typed = field.value.trim();
      panel.hidden = !typed;
      if (!typed || typed === shown) return; // a list that somebody walks through is not made anew
      try {
        const hits = find(await load(), typed);
        if (typed !== field.value.trim()) return;
        shown = typed;
        status.textContent = say.count(hits.length, SHOWN);
        list.replaceChildren(...hits.slice(0, SHOWN).map(show), fullTextRow(typed));
      } catch {
        loaded = shown = undefined;
        status.textContent = say.failed;
        list.replaceChildren(fullTextRow(typed));
      }
    }

    function close() {
      field.focus(); // which opens it
      panel.hidden = true;
    }

    field.addEventListener("focus", () => load().catch(() => (loaded = undefined)), { once: true });
    field.addEventListener("input", update);
    field.addEventListener("focus", update);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = field.value.trim();
      if (typed) location.assign(isFile && links()[0] ? links()[0].href : fullTextRow(typed).firstChild.href);
    });
    form.addEventListener("keydown", (event) => {
      const all = [field, ...links()];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        close();
      } else if (step && !panel.hidden) {
        event.preventDefault();
        all[Math.min(all.length - 1, Math.max(0, all.indexOf(document.activeElement) + step))].focus();
      }
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
  }

  setUpFinder();
  window.gongkaiFinder = { own, load, find, fold, element, quote, show };
})();
