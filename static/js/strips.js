// A strip that scrolls sideways on a phone fades at the side where there is more.
const STRIPS = ".bar > .chips, .head .act, .cards > .table > thead";

export function tellStrips() {
  for (const strip of document.querySelectorAll(STRIPS)) {
    const tell = () => {
      const left = strip.scrollLeft;
      const right = strip.scrollWidth - strip.clientWidth - left;
      strip.classList.toggle("more-before", left > 4);
      strip.classList.toggle("more-after", right > 4);
    };
    strip.addEventListener("scroll", tell, { passive: true });
    new ResizeObserver(tell).observe(strip);
  }
}
