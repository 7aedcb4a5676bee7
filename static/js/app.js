// Starts every behaviour; each finds its own elements, and a page works without any of them.
import { openFilters } from "./filters.js";
import { keepForms } from "./keep-form.js";
import { startForgetting } from "./kept.js";
import { startPick } from "./pick.js";
import { startPoll } from "./poll.js";
import { startRequests } from "./requests.js";
import { startSearchKey } from "./search-key.js";

document.documentElement.classList.add("js");
startForgetting();
startRequests();
startSearchKey();
startPick();
startPoll();
openFilters();
keepForms();
