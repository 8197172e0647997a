// The page that fingerprints a file and does nothing else.

import { fingerprintField } from "./fingerprinting.js";
import { textsOf } from "./page.js";

fingerprintField(document.querySelector("[data-fingerprint]"), textsOf(document));
