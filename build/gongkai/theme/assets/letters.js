/* The value that the address points at goes into the prefilled letters, and a link to them stands beside it.
   Without this file a letter asks for the value's anchor. */
(() => {
  "use strict";
  const words = document.documentElement.lang.startsWith("en") ? "Is this number wrong?" : "这个数有误？";
  const blank = "________";
  const letters = [...document.querySelectorAll("a[data-letter]")];
  const blanks = letters.map((letter) => letter.getAttribute("href"));
  let beside;

  function point() {
    beside?.remove();
    const anchor = decodeURIComponent(location.hash.slice(1));
    const value = anchor && document.getElementById(anchor);
    const isValue = value && value.querySelector("data, .gk-none, mark") !== null;
    letters.forEach((letter, at) => {
      letter.href = isValue ? blanks[at].replace(blank, encodeURIComponent(anchor)) : blanks[at];
    });
    if (!isValue || !letters.length) return;
    beside = letters[0].cloneNode();
    beside.className = "gk-letter";
    beside.textContent = words;
    const cell = value.localName === "tr" ? value.lastElementChild : value;
    cell.append(" ", beside);
  }

  addEventListener("hashchange", point);
  point();
})();
