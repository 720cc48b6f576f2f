/* What every page switches on. Pages work without it, only not live. */
import { watchColours } from "./colours.js";
import { watchCopyButtons } from "./copy.js";
import { watchForms } from "./forms.js";
import { followLive } from "./live.js";
import { followLog } from "./logs.js";
import { watchPlanButtons } from "./plan.js";
import { watchPreferences } from "./preferences.js";
import { watchReveals } from "./reveal.js";
import { watchTenantForm } from "./tenant-form.js";
import { showMoments, tickDurations } from "./time.js";

watchPreferences();
watchForms();
watchPlanButtons();
watchCopyButtons();
watchColours();
watchTenantForm();
watchReveals();
showMoments();
tickDurations();
followLog();
followLive(() => {
  showMoments();
  watchReveals();
});
