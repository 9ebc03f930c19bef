/**
 * What stands in place of an empty table: why nothing is shown, and what to do about it.
 */

/** Words and element children, as text only. */
function paragraph(...parts) {
  const p = document.createElement('p');
  p.append(...parts);
  return p;
}

/** Nothing stored yet: how to send the first datagram, to the address that is really bound. */
export function firstDatagram(listeners) {
  const command = document.createElement('code');
  command.textContent = `echo "hello" | nc -u -w0 ${target(listeners)}`;
  const doctor = document.createElement('a');
  doctor.href = 'doctor';
  doctor.textContent = 'The doctor';
  return [
    paragraph('Nothing has arrived yet. Send the first datagram:'),
    paragraph(command),
    paragraph('Is something sending, and nothing comes? ', doctor, ' says why.'),
  ];
}

/** A ring file that is only shown: nothing can be sent here. */
export const emptyFile = () => [paragraph('There is no event in this ring file yet.')];

/** The filter matches nothing. */
export function noMatch(clear) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Clear the filter';
  button.addEventListener('click', clear);
  return [
    paragraph('No event matches this filter.'),
    paragraph('It stays watched: what matches appears here as it comes.'),
    paragraph(button),
  ];
}

/** A window in which nothing is, or nothing is held any more. */
export const emptyWindow = () => [paragraph('The ring holds no event of this window.')];

/** The gateway refused the question, in its own words. */
export const refused = (sentence) => [paragraph(`No answer to this filter. ${sentence}`)];

/**
 * "HOST PORT" as nc takes them. A listener on every address is reached under the name this page
 * was opened with, one on a certain address only there.
 */
function target(listeners) {
  const bound = listeners[0]?.udp ?? ':9999';
  const colon = bound.lastIndexOf(':');
  const host = unbracketed(bound.slice(0, colon));
  const everywhere = host === '' || host === '::' || host === '0.0.0.0' || host === '*';
  return `${everywhere ? unbracketed(location.hostname) : host} ${bound.slice(colon + 1)}`;
}

const unbracketed = (host) => host.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/, '');
