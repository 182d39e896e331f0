/* What is found for what was typed, by name: reports by place and year, places, indicators, years, sentences. It comes
   with the names, when somebody turns to a field. Nothing typed is cut into words unless it is found nowhere as it stands. */
(() => {
  "use strict";
  const isEnglish = document.documentElement.lang.startsWith("en");
  const own = isEnglish ? 1 : 0; // of what is said in both languages
  const say = isEnglish
    ? { year: (year) => `${year}`, allYears: "All years", reports: (n) => `${n} ${n === 1 ? "report" : "reports"}` }
    : { year: (year) => `${year} 年`, allYears: "全部年份", reports: (n) => `${n} 份报告` };
  const FEW = 6; // reports that are listed under their year
  const NEAR = 3; // places that show their years

  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/['’\s]+/g, " ").trim();

  /* The entries */

  function placesOf(names) {
    const known = new Map(names.places.map((row) => [row[0], row]));
    const named = ([, zh, en]) => (isEnglish ? en || zh : zh);
    return names.places.map(([id, zh, en, aliases, pinyin, kind, parent, held]) => {
      const above = known.has(parent) ? named(known.get(parent)) : "";
      const one = { kind: "places", address: `authorities/${id}.html`, note: [(names.kinds[kind] ?? [kind, kind])[own], above],
        ...namesOf(id, zh, en, aliases, pinyin, known.get(parent)?.[1] ?? "") };
      one.reports = held.map((entry) => [entry].flat()).map(([year, status, report]) => ({
        kind: "reports", year, status: (names.statuses[status] ?? [])[own], title: `${one.title} ${year}`, note: [above],
        address: `${isEnglish && !names.english ? "../" : ""}reports/${report ?? `${id}-${year}`}.html`,
      }));
      return one;
    });
  }

  function indicatorsOf(names) {
    return names.indicators.map(([id, zh, en, others, pinyin, forms, ...unit]) => ({
      kind: "indicators", address: `indicators/${id}.html`, note: [...forms.map((form) => names.forms[form][own]), unit[own]],
      ...namesOf(id, zh, en, others, pinyin, ""),
    }));
  }

  function namesOf(id, zh, en, others, pinyin, above) {
    return {
      id, title: isEnglish ? en || zh : zh, other: isEnglish ? zh : en, english: fold(en), zh: fold(zh), more: fold(others),
      others: others.split(";").filter(Boolean).map(fold), en: fold(en).replaceAll(" ", ""),
      words: fold(`${id} ${zh} ${others} ${en} ${above}`), syllables: pinyin ? pinyin.split(" ").map((one) => one.split("/")) : [],
    };
  }

  function yearsOf(places) {
    const counts = new Map();
    for (const { year } of places.flatMap((one) => one.reports)) counts.set(year, (counts.get(year) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => b - a).map(([year, count]) => ({
      kind: "years", year, count, address: `years/${year}.html`, title: say.year(year), note: [say.reports(count)], words: "",
    }));
  }

  /* A document's number without its brackets, which people write in many ways: 国办发〔2017〕24号, 国办发2017 24. */
  const keyOf = (words) => words.replace(/[〔[(【〈〕\])】〉\s第号]/g, "");

  function documentsOf(names) {
    return names.documents.map(([number, anchor, count]) => ({
      kind: "documents", address: `documents.html#doc-${anchor}`, title: number, note: [say.reports(count)],
      zh: fold(number), key: keyOf(fold(number)), words: "",
    }));
  }

  function weighDocument(one, key) {
    if (key.length < 2 || !/[\u3400-\u9fff]/.test(key)) return 0; // 2017 is in most of them
    return one.key === key ? 100 : one.key.startsWith(key) ? 48 : one.key.includes(key) ? 19 : 0;
  }

  function enter(names, sentences) {
    const places = placesOf(names);
    const pages = sentences.map(([address, page, heading, text]) => ({
      address, kind: "pages", title: heading, note: [heading === page ? "" : page], text, isWhole: heading === page,
      label: address.startsWith("rules/") ? "rules" : "pages", zh: fold(heading), words: fold(`${heading} ${text}`),
    }));
    return [...places, ...indicatorsOf(names), ...yearsOf(places), ...documentsOf(names), ...pages];
  }

  /* Where a text has these words; Latin letters begin a word there, or “ly” would be found in “newly”. */
  function place(text, words) {
    if (!/^[a-z]/.test(words)) return text.indexOf(words);
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      if (!at || !/[a-z]/.test(text[at - 1])) return at;
    }
    return -1;
  }

  /* How well a name fits */

  /* Whether `letters` spell the syllables from the first on: whole (linyi), by initials (ly), or mixed (linys). */
  function spells(letters, syllables, at = 0) {
    if (!letters) return true;
    if (at >= syllables.length) return false;
    return syllables[at].some((one) =>
      one.startsWith(letters) ||
      (letters.startsWith(one) && spells(letters.slice(one.length), syllables, at + 1)) ||
      (letters[0] === one[0] && spells(letters.slice(1), syllables, at + 1)));
  }

  /* Whether these words are all of a name: name, code, alias, English, or pinyin, which may leave out 市 and its like. */
  function isNamed(one, words) {
    const tight = words.replaceAll(" ", "");
    const syllables = /[省市县区州盟旗]$/.test(one.zh) ? [one.syllables, one.syllables.slice(0, -1)] : [one.syllables];
    const spelled = (letters, [first, ...others]) =>
      first ? first.some((reading) => letters.startsWith(reading) && spelled(letters.slice(reading.length), others)) : !letters;
    return [one.zh, one.id, ...one.others].includes(words) || (one.en && one.en === tight) || (/^[a-z]+$/.test(tight) && syllables.some((all) => spelled(tight, all)));
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
    if (one.kind === "years") return 0; // found by their number alone
    if (one.kind === "documents") return weighDocument(one, keyOf(words));
    if (one.kind !== "pages") return weighName(one, words);
    const section = one.isWhole ? 0 : 3;
    if (one.zh.startsWith(words)) return 55 - section;
    return place(one.zh, words) >= 0 ? 49 - section : place(one.words, words) >= 0 ? 20 : 0;
  }

  function rank(weighed) {
    weighed.sort(([a, one], [b, other]) => b - a || one.title.length - other.title.length || (one.address < other.address ? -1 : 1));
    return weighed.map(([, one]) => one);
  }

  const whole = (every, words) => rank(every.map((one) => [weigh(one, words), one]).filter(([weight]) => weight));

  /* Place and year */

  const YEAR = /(?<![0-9])(20[0-9]{2})(?![0-9])(?:\s*年度?)?|(?<![0-9])([0-9]{2})\s*年度?/;
  const BEGUN = /(?<=[^0-9])(20[0-9]?)$/; // a year that is being typed, behind a place
  const GENERAL = /人民政府|政府信息公开|信息公开|政府|工作|年度|年报|报告|\b(?:annual|reports?|year|of|for|in)\b/g;
  const DOCUMENT = /[〔[(【〈]\s*20[0-9]{2}\s*[〕\])】〉]\s*第?\s*[0-9]+/; // 国办发〔2017〕24号: its year is no report's
  const EDGES = /^[\s,、·/_-]+|[\s,、·/_-]+$/g;

  /* The year in what was typed, wherever it stands, and what else was: 枣庄 2017, 2017年枣庄市, 370400-2017, linyi 17年. */
  function readYear(words) {
    if (DOCUMENT.test(words)) return undefined;
    const found = YEAR.exec(words) ?? BEGUN.exec(words);
    if (!found) return undefined;
    const rest = words.replace(found[0], " ").replace(GENERAL, " ").replace(EDGES, "").replace(/\s+/g, " ");
    return { begin: found[1] ?? `20${found[2]}`, rest };
  }

  /* The report that is meant, or that there is none; then its place, and the year. */
  function findReports(every, { begin, rest }) {
    const year = begin.length === 4 ? Number(begin) : undefined;
    const pages = every.filter((one) => one.kind === "years" && one.year === year);
    const held = (place) => place.reports.filter((one) => String(one.year).startsWith(begin));
    const places = every.filter((one) => one.kind === "places");
    if (!rest) {
      const few = pages.length && pages[0].count <= FEW ? places.flatMap(held) : [];
      return pages.length ? [...pages, ...few] : [{ kind: "years", title: say.allYears, note: [], address: "years/index.html", lacks: { year } }];
    }
    const weighed = places.map((one) => [weighName(one, rest), one]).filter(([weight]) => weight);
    if (!weighed.length) return [];
    const named = rank(weighed);
    const [first, ...others] = named;
    const [reports, further] = [held(first).slice(0, FEW), others.flatMap((one) => held(one).slice(0, FEW))];
    if (reports.length) return [...reports, first, ...further, ...pages];
    const lacking = year ? { ...first, lacks: { year, place: first.title } } : first;
    const isMeant = weighed[0][0] > (weighed[1]?.[0] ?? 0) || !further.length; // no other fits as well
    return isMeant ? [lacking, ...further, ...pages] : [...further, lacking, ...pages];
  }

  /* Place, year and indicator */

  const MANY = 6; // indicators that are listed before the place

  /* A place by its name anywhere, or by letters or a code that stand between spaces; and what else was typed. The
     longest name is meant: 枣庄高新区 is not 枣庄. */
  function partPlace(every, rest) {
    const tokens = rest.split(" ");
    const runs = tokens.flatMap((_, from) => tokens.slice(from).map((_, more) => [from, from + more + 1]));
    const cuts = runs.filter(([from, to]) => to - from < tokens.length).map(([from, to]) => [tokens.slice(from, to).join(" "), [...tokens.slice(0, from), ...tokens.slice(to)].join(" ")]);
    const found = every.filter((one) => one.kind === "places").flatMap((one) => [
      ...[one.zh, ...one.others].filter((name) => name.length > 1 && rest !== name && rest.includes(name)).map((name) => [100, name, rest.replace(name, " ")]),
      ...cuts.filter(([name]) => name.length > 1).map(([name, other]) => [isNamed(one, name) ? 100 : weighName(one, name), name, other]),
    ]).filter(([weight]) => weight >= 70);
    found.sort(([a, name], [b, other]) => b - a || other.length - name.length);
    return found.map(([, name, other]) => [name, other.replace(EDGES, "").replace(/\s+/g, " ")]);
  }

  /* The report with the number's place in it, where one indicator alone is meant; the indicators; the place. */
  function findNumbers(every, { begin, rest }) {
    const indicators = every.filter((one) => one.kind === "indicators");
    if (whole(indicators, rest).length) return [];
    for (const [name, other] of partPlace(every, rest)) {
      const named = whole(indicators, other);
      const sure = named.length === 1 ? named : named.filter((one) => isNamed(one, other) && (other !== one.id || other.includes("."))); // “requests” is a word before it is a code
      const hits = findReports(every, { begin, rest: name });
      if (!named.length || !hits.length) continue;
      const at = hits.findIndex((one) => one.kind !== "reports");
      const behind = hits[at].lacks ? at + 1 : at; // that there is none is said first
      const numbers = sure.length === 1 ? hits.slice(0, at).map((one) => ({ ...one, address: `${one.address}#${sure[0].id}`, note: [sure[0].title, ...one.note] })) : hits.slice(0, at);
      return [...numbers, ...hits.slice(at, behind), ...named.slice(0, MANY), ...hits.slice(behind)];
    }
    return [];
  }

  /* Words in any order */

  function cut(words) {
    if (!Intl.Segmenter) return words.split(" ");
    const found = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(words)];
    return found.filter((one) => one.isWordLike).map((one) => one.segment);
  }

  /* What has every word of it; else what has most of them, longer ones first. */
  function inParts(every, parts) {
    if (parts.length < 2) return [];
    const told = every.map((one) => [parts.filter((part) => place(one.words, part) >= 0), one]);
    const all = told.filter(([found]) => found.length === parts.length);
    const partly = told.filter(([found, one]) => one.kind !== "pages" && found.some((part) => part.length > 1));
    const size = (found, one) => found.filter((part) => part.length > 1).join("").length * 10 + (one.kind === "places" ? 5 : 0);
    return rank((all.length ? all : partly).map(([found, one]) => [size(found, one), one]));
  }

  /* The report of place and year; else as it stands; else a year's page with what else was typed; else by its words. */
  function find(every, typed) {
    const words = fold(typed);
    if (!words) return [];
    const asked = readYear(words);
    const parts = [...new Set(words.includes(" ") ? words.split(" ") : cut(words))];
    let hits = asked ? findReports(every, asked) : [];
    if (!hits.length && asked?.rest) hits = findNumbers(every, asked);
    if (DOCUMENT.test(words)) {
      const list = every.filter((one) => one.address === "documents.html").map((one) => ({ ...one, text: "" }));
      hits = [...whole(every.filter((one) => one.kind === "documents"), words), ...list];
    }
    hits = [...hits, ...whole(every, words).filter((one) => !hits.some(({ address }) => address === one.address))];
    if (!hits.length && asked?.rest) {
      const named = whole(every, asked.rest);
      const year = every.filter((one) => one.kind === "years" && String(one.year) === asked.begin);
      hits = named.length ? [...year, ...named] : [...inParts(every, parts), ...year];
    } else if (!hits.length) hits = inParts(every, parts);
    const near = new Set(hits.filter((one) => one.kind === "places").slice(0, NEAR));
    return hits.map((one) => ({ ...one, parts: [words, ...parts], isNear: near.has(one), isNamed: Boolean(one.syllables && isNamed(one, words)) }));
  }

  window.gongkaiFinding = { enter, find, fold, place };
})();
