// Starts every behaviour; each finds its own elements, and a page works without any of them.
import { openFilters } from "./filters.js";
import { keepForms } from "./keep-form.js";
import { startForgetting } from "./kept.js";
import { startPick } from "./pick.js";
import { startPoll } from "./poll.js";
import { startRequests } from "./requests.js";
import { startSearchKey } from "./search-key.js";
import { tellStrips } from "./strips.js";

document.documentElement.classList.add("js");
// In a menu longer than the window the page's own line stays in sight.
const side = document.querySelector(".side");
const here = side?.querySelector(".wide .menu a.on");
if (here && side.scrollHeight > side.clientHeight) side.scrollTop = here.offsetTop - side.clientHeight / 2;
// A life line wider than a phone opens at today.
for (const box of document.querySelectorAll(".life-box")) {
  const today = box.querySelector("line.now");
  if (today) box.scrollLeft += today.getBoundingClientRect().left - box.getBoundingClientRect().left - box.clientWidth / 2;
}
startForgetting();
startRequests();
startSearchKey();
startPick();
startPoll();
openFilters();
keepForms();
tellStrips();
