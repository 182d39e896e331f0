/* Search by full text, on its own page: pagefind's library and index, fetched in pieces, which wants http. What was typed
   as it stands comes first; the library finds its words too. Names are found beside it, from file:// too. */
(() => {
  "use strict";
  const page = document.getElementById("gk-fulltext");
  if (!page || !window.gongkaiFinder) return;
  const { own, find, element, quote, show } = window.gongkaiFinder;
  const fold = (text) => window.gongkaiFinding.fold(text); // there once names were looked for
  const isFile = location.protocol === "file:";
  const say = document.documentElement.lang.startsWith("en")
    ? {
        busy: "Searching…", named: (all) => `${all} found by name`,
        found: (typed, all, cut) => (all ? `Full text for “${typed}”: ${all} ${all === 1 ? "page" : "pages"}` : cut ? `“${typed}” was not found` : `No page has “${typed}”`),
        of: (typed) => `Full text for “${typed}”`,
        split: (exact, near, read) => `${read ? `; of the first ${read}, ` : ": "}${exact} ${exact === 1 ? "page" : "pages"} as typed, ${near} near`,
        cut: (most) => `; too many pages come near it, only the first ${most} were looked into`,
        broken: "The index could not be fetched; please try again, or use the lists below",
      }
    : {
        busy: "正在找……", named: (all) => `名称里有 ${all} 处`,
        found: (typed, all, cut) => (all ? `全文里找“${typed}”：${all} 页` : cut ? `没有找到“${typed}”` : `没有一页有“${typed}”`),
        of: (typed) => `全文里找“${typed}”`,
        split: (exact, near, read) => `${read ? `；先看的 ${read} 页里，` : "："}${exact} 页有原样，${near} 页相近`,
        cut: (most) => `；相近的页太多，只看了前 ${most} 页`,
        broken: "索引没有取到，请再试，或者从下面的目录进入",
      };
  const NAMED = 6; // found by name
  const BATCH = 30; // pages at a time
  const MOST = 60; // pages looked into for a number

  /* The library cuts 128,894 into two words: a number is looked for both ways, and only pages that print it are kept. */
  async function findNumber(library, typed) {
    const plain = typed.replaceAll(",", "");
    const printed = plain.replace(/^[0-9]+/, (digits) => digits.replace(/\B(?=(?:[0-9]{3})+$)/g, ","));
    const found = new Map();
    let cut = false;
    for (const words of new Set([printed.replaceAll(",", " "), plain])) {
      const { results } = await library.search(words);
      cut ||= results.length > MOST;
      for (const one of results.slice(0, MOST)) found.set(one.id, one);
    }
    const either = `(?:${[printed, plain].map((one) => one.replaceAll(".", "\\.")).join("|")})`;
    const exactly = new RegExp(`(?<![0-9]|[0-9][,.])${either}(?![0-9]|[,.][0-9])`);
    const pages = await Promise.all([...found.values()].map(async (one) => ({ one, data: await one.data() })));
    const kept = pages.filter(({ data }) => exactly.test(data.content));
    return [kept.map(({ data }) => ({ data: () => data })), printed, cut];
  }

  /* Whether a page has the words as they were typed: 7.75% is not in 97.75%. */
  function hasWords(content, words) {
    const literal = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const [before, behind] = [/^[0-9]/.test(words) ? "(?<![0-9]|[0-9][.,])" : "", /[0-9]$/.test(words) ? "(?![0-9]|[.,][0-9])" : ""];
    return new RegExp(before + literal + behind).test(fold(content));
  }

  function excerpt(markup) {
    const made = element("span", "gk-hit__text");
    const parsed = new DOMParser().parseFromString(markup, "text/html").body;
    for (const node of parsed.childNodes) {
      made.append(node.nodeName === "MARK" ? element("mark", "", node.textContent) : node.textContent);
    }
    return made;
  }

  function showPage(data, words) {
    const row = element("li", "gk-hit");
    const link = element("a");
    link.href = new URL(`..${data.raw_url ?? data.url}`, own).href;
    const isExact = hasWords(data.content, words) && data.content.toLowerCase().includes(words);
    link.append(element("b", "", data.meta.title), isExact ? quote(data.content, [words]) : excerpt(data.excerpt));
    row.append(link);
    return row;
  }

  function setUp(page) {
    const field = page.querySelector("input");
    const at = (name) => document.getElementById(`gk-fulltext-${name}`);
    const [status, names, hits, more] = ["status", "names", "hits", "more"].map(at);
    let library;
    let turn = 0;
    let rest = [];
    let wanted = "";
    let told = ""; // of the search, before what the pages say
    let isSure = false; // a number was looked for in the pages already
    let read = { all: 0, exact: 0 };
    page.hidden = false;
    at("file").hidden = !isFile;

    async function extend() {
      const now = turn;
      const pages = await Promise.all(rest.splice(0, BATCH).map((one) => one.data()));
      if (now !== turn) return;
      // The library finds the words; pages that have them as they were typed come first, those named so before all.
      const words = fold(wanted);
      const parts = words.match(/[0-9]+|[^0-9\s]+/g) ?? [words]; // 临沂 2017 and 临沂2017 name the report 临沂市2017
      const isNamed = (title) => title.includes(words) || parts.every((part) => title.includes(part));
      const rank = (one) => (isNamed(fold(one.meta.title)) ? 2 : 0) + (isSure || hasWords(one.content, words) ? 1 : 0);
      const ranked = pages.map((one, place) => [rank(one), place, one]);
      ranked.sort(([a, one], [b, other]) => b - a || one - other);
      hits.append(...ranked.map(([, , one]) => showPage(one, words)));
      more.hidden = !rest.length;
      read = { all: read.all + pages.length, exact: read.exact + ranked.filter(([rank]) => rank % 2).length };
      const near = read.all - read.exact;
      if (near) status.textContent = (rest.length ? told : say.of(wanted)) + say.split(read.exact, near, rest.length && read.all);
    }

    async function search(typed) {
      const now = ++turn;
      names.replaceChildren();
      hits.replaceChildren();
      more.hidden = true;
      status.textContent = typed ? say.busy : "";
      if (!typed) return;
      const named = (await find(typed)).filter((one) => one.kind !== "pages").slice(0, NAMED);
      if (now !== turn) return;
      names.replaceChildren(...named.map(show));
      if (isFile) {
        status.textContent = say.named(named.length);
        return;
      }
      library ??= import(new URL("../pagefind/pagefind.js", own).href);
      const [found, printed, cut] = /^[0-9][0-9,.]*$/.test(typed)
        ? await findNumber(await library, typed)
        : [(await (await library).search(typed)).results, typed, false];
      if (now !== turn) return;
      wanted = printed;
      isSure = /^[0-9][0-9,.]*$/.test(typed);
      told = say.found(typed, found.length, cut) + (cut ? say.cut(MOST) : "");
      status.textContent = told;
      [rest, read] = [found, { all: 0, exact: 0 }];
      await extend();
    }

    async function start() {
      try {
        await search(field.value.trim());
      } catch {
        library = undefined;
        status.textContent = say.broken;
      }
    }

    page.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new URL(location.href);
      address.searchParams.set("words", field.value.trim());
      history.replaceState(null, "", address);
      start();
    });
    more.addEventListener("click", extend);
    field.value = new URLSearchParams(location.search).get("words") ?? "";
    start();
  }

  setUp(page);
})();
