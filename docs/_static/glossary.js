/* Definitions of terms: shown on hover, focus and tap; Escape puts them away.
   A second tap, or Enter, follows the link to the glossary, as without this script. */
"use strict";
(() => {
  const GAP = 6;
  const EDGE = 12;
  const LEAVE = 250; // milliseconds to move the pointer from the word onto its definition

  /** @type {HTMLAnchorElement | null} the term whose definition is shown */
  let shown = null;
  /** @type {HTMLAnchorElement | null} the term that was shown when the pointer went down */
  let before = null;
  let leaving = 0;

  /** @param {HTMLAnchorElement} term @returns {HTMLElement | null} */
  const meaning = (term) => document.getElementById(term.getAttribute("aria-describedby") ?? "");

  /** @param {EventTarget | null} target @returns {HTMLAnchorElement | null} */
  const termAt = (target) => (target instanceof Element ? target.closest("a.b12-term") : null);

  /** @param {EventTarget | null} target whether it lies on the definition that is shown */
  const onMeaning = (target) =>
    shown !== null && target instanceof Node && (meaning(shown)?.contains(target) ?? false);

  /** Below the word, or above it where there is no room; never beyond the window. */
  const place = () => {
    const note = shown && meaning(shown);
    if (!shown || !note) return;
    const word = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
    const { width, height } = note.getBoundingClientRect();
    const right = document.documentElement.clientWidth - EDGE - width;
    const below = word.bottom + GAP;
    const fits = below + height <= window.innerHeight - EDGE;
    const top = fits ? below : Math.max(EDGE, word.top - GAP - height);
    note.style.left = `${Math.max(EDGE, Math.min(word.left, right))}px`;
    note.style.top = `${top}px`;
  };

  const hide = () => {
    window.clearTimeout(leaving);
    const note = shown && meaning(shown);
    if (note) note.hidden = true;
    shown = null;
  };

  /** @param {HTMLAnchorElement} term */
  const show = (term) => {
    window.clearTimeout(leaving);
    if (term === shown) return;
    hide();
    const note = meaning(term);
    if (!note) return;
    note.hidden = false;
    shown = term;
    place();
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const term = termAt(event.target);
    if (term) show(term);
    else if (onMeaning(event.target)) window.clearTimeout(leaving);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "mouse" || !shown) return;
    const to = event.relatedTarget;
    if (termAt(to) === shown || onMeaning(to) || document.activeElement === shown) return;
    window.clearTimeout(leaving);
    leaving = window.setTimeout(hide, LEAVE);
  });
  document.addEventListener("focusin", (event) => {
    const term = termAt(event.target);
    if (term?.matches(":focus-visible")) show(term);
  });
  document.addEventListener("focusout", (event) => {
    if (termAt(event.target) === shown) hide();
  });
  document.addEventListener("pointerdown", (event) => {
    before = shown;
    if (shown && termAt(event.target) !== shown && !onMeaning(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const term = termAt(event.target);
    const tapped = event instanceof PointerEvent && ["touch", "pen"].includes(event.pointerType);
    if (!term || !tapped || before === term) return;
    event.preventDefault();
    show(term);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
})();
