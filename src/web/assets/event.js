/**
 * The page of one event: adds the time in the browser's time zone to the UTC one, which stays as
 * the gateway recorded it.
 */

import { localTime } from './format.js';

const time = document.querySelector('time');
time.after(` (${localTime(time.dateTime)} here)`);
