/** Names of syslog's numbers, which GELF and collectd share. */

const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
const FACILITIES = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp',
  'ntp', 'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'];

/** "info (6)": words, as nobody plots them. */
export const severity = (n) => (SEVERITIES[n] ? `${SEVERITIES[n]} (${n})` : String(n));
export const facility = (n) => (FACILITIES[n] ? `${FACILITIES[n]} (${n})` : String(n));
