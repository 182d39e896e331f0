/* Tables answer: a column's head sorts, a field above a long table filters. Without this file a table is as it is read.
   Numbers go by value, words in Chinese order, and what is blank stays last either way. Forms stay in their printed
   order: they are filtered only. A row keeps its id and its links; what is printed is what is shown. */
(() => {
  "use strict";
  const isEnglish = document.documentElement.lang.startsWith("en");
  const say = isEnglish
    ? {
        filter: "Filter rows", colon: ": ", of: (shown, all) => `${shown} of ${all} rows`, none: "No row has it",
        up: (head) => `Sorted by ${head}, ascending`, down: (head) => `Sorted by ${head}, descending`, back: "In the original order",
      }
    : {
        filter: "筛选行", colon: "：", of: (shown, all) => `${all} 行中的 ${shown} 行`, none: "没有一行有这些字",
        up: (head) => `按“${head}”从小到大`, down: (head) => `按“${head}”从大到小`, back: "恢复原来的顺序",
      };
  const SORTED_FROM = 4;
  const FILTERED_FROM = 12;
  const long = new Set(); // regions of tables with many rows: what is wider than the screen gets a window of its own
  const collator = new Intl.Collator(isEnglish ? "en" : "zh", { numeric: true });
  const UNSAID = ".gk-unseen, .gk-glyph, .gk-from, .gk-raw, .gk-unit, .gk-mark, .gk-note, .gk-status, small";

  function tell(cell) {
    const copy = cell.cloneNode(true);
    for (const one of copy.querySelectorAll(UNSAID)) one.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  /* What a cell is sorted by: a number, a text, or null where nothing is told. */
  function key(cell) {
    if (!cell) return null;
    if (cell.dataset.sort !== undefined) return cell.dataset.sort === "" ? null : Number(cell.dataset.sort);
    const told = tell(cell);
    const machine = cell.querySelector("data[value]");
    if (machine && machine.textContent.trim() === told) return Number(machine.value);
    if (cell.querySelector(".gk-none, .gk-na") || !told || /^[—―…-]+$/.test(told)) return null;
    const number = /^[-−]?[0-9][0-9,]*(?:\.[0-9]+)?(?= ?%?$| ?\/ ?[0-9,]+$)/.exec(told);
    return number ? Number(number[0].replaceAll(",", "").replace("−", "-")) : told;
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return collator.compare(a, b);
  }

  function addTools(region, isSeen) {
    let tools = region.previousElementSibling;
    if (!tools?.classList.contains("gk-tools")) {
      tools = document.createElement("p");
      tools.className = "gk-tools";
      const status = document.createElement("span");
      status.className = "gk-tools__status";
      status.setAttribute("role", "status");
      if (!isSeen) tools.classList.add("gk-unseen");
      tools.append(status);
      region.before(tools);
    }
    return tools;
  }

  /* A column can be sorted where its cells can be compared: one unit, and no bundle of several figures. */
  function isComparable(cells) {
    const units = new Set(cells.map((cell) => cell?.querySelector(".gk-unit")?.textContent.trim() ?? ""));
    return units.size === 1 && !cells.some((cell) => cell?.querySelector(".gk-outcomes, details"));
  }

  function makeSortable(table, status) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const names = heads.map(tell);
    heads.forEach((head, column) => {
      const isMixed = column > 1 && table.matches(".gk-findings--named"); // figures of other rules, in other units
      if (!names[column] || isMixed || !isComparable(original.map((row) => row.cells[column]))) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "gk-sort";
      const links = head.querySelector("a");
      if (links) head.append(button);
      else {
        button.append(...head.childNodes);
        head.append(button);
      }
      if (links) button.setAttribute("aria-label", names[column]);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const now = before === "ascending" ? "descending" : before === "descending" ? null : "ascending";
        for (const one of heads) one.removeAttribute("aria-sort");
        if (now) head.setAttribute("aria-sort", now);
        body.append(...(now ? sort(original, column, now === "descending" ? -1 : 1) : original));
        status.textContent = now ? (now === "ascending" ? say.up : say.down)(names[column]) : say.back;
      });
    });
  }

  function sort(rows, column, direction) {
    const keyed = rows.map((row, place) => [key(row.cells[column]), place, row]);
    keyed.sort(([a, one], [b, other]) => {
      if (a === null || b === null) return (a === null) - (b === null) || one - other;
      return direction * compare(a, b) || one - other;
    });
    return keyed.map(([, , row]) => row);
  }

  function makeFilterable(tools, status, name, rows, refresh) {
    const label = document.createElement("label");
    label.className = "gk-tools__filter";
    label.textContent = `${say.filter} `;
    const field = document.createElement("input");
    field.type = "search";
    field.autocomplete = "off";
    field.spellcheck = false;
    if (name) field.setAttribute("aria-label", say.filter + say.colon + name);
    label.append(field);
    tools.prepend(label);
    const texts = new Map(rows.map((row) => [row, row.textContent.normalize("NFKC").toLowerCase()]));
    field.addEventListener("input", () => {
      const words = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      const shown = rows.filter((row) => {
        const text = texts.get(row);
        row.hidden = !words.every((word) => text.includes(word) || text.replaceAll(",", "").includes(word));
        return !row.hidden;
      });
      refresh?.();
      status.textContent = !words.length ? "" : shown.length ? say.of(shown.length, rows.length) : say.none;
    });
    const clear = () => {
      field.value = "";
      field.dispatchEvent(new Event("input"));
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && field.value) clear(); // not every browser does it by itself
    });
    // A link to a row that the filter hides shows all rows again.
    addEventListener("hashchange", () => {
      const target = document.querySelector(":target");
      if (target && rows.some((row) => row.hidden && row.contains(target))) {
        clear();
        target.scrollIntoView();
      }
    });
  }

  /* A heading row stays while a row below it does. */
  function showHeadings(body) {
    let heading;
    for (const row of body.rows) {
      if (row.classList.contains("gk-heading")) {
        heading = row;
        heading.hidden = true;
      } else if (heading && !row.hidden) heading.hidden = false;
    }
    if (![...body.rows].some((row) => row.hidden && !row.classList.contains("gk-heading"))) {
      for (const row of body.rows) row.hidden = false;
    }
  }

  function setUp(table) {
    const body = table.tBodies[0];
    if (!body || !table.tHead || table.closest(".gk-chart")) return;
    const rows = [...body.rows].filter((row) => !row.classList.contains("gk-heading"));
    const region = table.closest(".gk-scroll") ?? table;
    const isSquare = table.tHead.rows.length === 1 && !table.querySelector("thead [colspan], tbody :is([colspan], [rowspan])");
    const isSorted = isSquare && rows.length >= SORTED_FROM && !table.matches(".gk-form, .gk-coverage, .gk-table--compare");
    const isFiltered = rows.length >= FILTERED_FROM && !table.querySelector("tbody [rowspan]");
    if (!isSorted && !isFiltered) return;
    const tools = addTools(region, isFiltered);
    const status = tools.querySelector(".gk-tools__status");
    const title = region.getAttribute("aria-label") ?? document.getElementById(region.getAttribute("aria-labelledby"))?.textContent ?? "";
    table.classList.add("gk-table--live");
    if (region !== table && isFiltered) long.add(region);
    if (isSorted) makeSortable(table, status);
    if (isFiltered) makeFilterable(tools, status, title.trim(), rows, () => showHeadings(body));
  }

  function setUpList(list) {
    const rows = [...list.children];
    if (rows.length < FILTERED_FROM) return;
    const tools = addTools(list, true);
    makeFilterable(tools, tools.querySelector(".gk-tools__status"), "", rows);
  }

  /* How much of a region its table's head and first column cover while they stay: what a link or Tab leads to stops beside. */
  function cover(region) {
    const head = region.querySelector("thead");
    const first = region.querySelector("tbody th:first-child:not([colspan])") ?? head?.rows[0]?.cells[0];
    const stays = (one) => one && getComputedStyle(one).position === "sticky";
    return [stays(head) ? head.offsetHeight : 0, stays(first) ? first.offsetWidth : 0];
  }

  /* A region that needs no scrolling lets the head of its table stick to the window. All is read first, for one layout
     alone, and nothing is folded to be measured: the page would lose its place. */
  function fit() {
    const regions = [...document.querySelectorAll(".gk-scroll")];
    const fits = regions.map((region) => region.scrollWidth <= region.clientWidth + 1);
    regions.forEach((region, at) => {
      region.classList.toggle("gk-scroll--fits", fits[at]);
      region.classList.toggle("gk-scroll--long", long.has(region));
      if (region.hasAttribute("role")) region.tabIndex = fits[at] ? -1 : 0; // what need not be scrolled is no stop
    });
    const covers = regions.map(cover);
    regions.forEach((region, at) => {
      region.style.setProperty("--gk-head", `${covers[at][0]}px`);
      region.style.setProperty("--gk-first", `${covers[at][1]}px`);
    });
  }

  const target = document.querySelector(":target");
  const box = target?.getBoundingClientRect();
  for (const table of document.querySelectorAll(".gk table")) setUp(table);
  for (const list of document.querySelectorAll(".gk .gk-list")) setUpList(list);
  fit();
  if (box && box.bottom > 0 && box.top < innerHeight) target.scrollIntoView(); // where it was, now beside a head that stays
  let waiting;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(fit);
  });
  document.addEventListener("toggle", fit, true);
})();
