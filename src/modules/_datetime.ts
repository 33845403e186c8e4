/** _datetime: the module; its classes are in datetime-*.ts. */
import { defineModule } from "../objects/module.js";
import { registerModule } from "../runtime/interpreter.js";
import { setupDate } from "./datetime-date.js";
import { setupDelta } from "./datetime-delta.js";
import { setupMoment } from "./datetime-moment.js";
import { setupTime } from "./datetime-time.js";
import {
  date_type,
  datetime_type,
  delta_type,
  MAXYEAR,
  MINYEAR,
  time_type,
  timezone_type,
  tzinfo_type,
} from "./datetime-types.js";
import { setupZones, UTC } from "./datetime-zone.js";

let done = false;
/** Methods are made for the first program that wants them. */
function setup(): void {
  if (done) return;
  done = true;
  setupDelta();
  setupZones();
  setupDate();
  setupTime();
  setupMoment();
}

registerModule("_datetime", () => {
  setup();
  return defineModule(
    "_datetime",
    "Dates and times, and the arithmetic of both.",
    {},
    {
      MINYEAR,
      MAXYEAR,
      UTC,
      timedelta: delta_type,
      tzinfo: tzinfo_type,
      timezone: timezone_type,
      date: date_type,
      time: time_type,
      datetime: datetime_type,
    },
  );
});
