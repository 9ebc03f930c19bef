/** Who, when, where: the facts of an event as a list. */

import { make } from '../dom.js';
import { count, localTime } from '../format.js';
import { visible } from './dom.js';

/** "2026-11-23T17:00:00.123456789Z" with the nanoseconds apart from what a clock shows. */
export function facts(event) {
  const { time, source, name, local, via, size, encoding, content_type: type, url } = event;
  const rows = [
    ['Time', [make('time', { dateTime: time }, time), ` (${localTime(time)} here)`]],
    ['Source', name ? [...visible(name), ' (', ...visible(source), ')'] : visible(source)],
    ['Arrived at', visible(local)],
    ['Via', [via]],
    ['Size', [`${count(size)} B, ${encoding === 'base64' ? 'binary' : encoding}`]],
  ];
  if (type) rows.push(['Content type', visible(type)]);
  if (url) rows.push(['Capture of', visible(url)]);
  return make('dl', { className: 'facts' }, ...rows.flatMap(([term, nodes]) => [make('dt', {}, term), make('dd', {}, ...nodes)]));
}
