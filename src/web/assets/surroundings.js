/**
 * What stands around the table: the state, pausing, the window, exports, and words in place of rows
 * or below them.
 */

import { emptyFile, emptyWindow, firstDatagram, noMatch, refused } from './hint.js';
import { copy, linkExports, pageAddress, wiresharkLine } from './table/links.js';
import { timeText } from './table/times.js';
import { freshWords } from './table/words.js';

const STATES = new Map([['connecting', 'Connecting'], ['live', 'Live'], ['reconnecting', 'Reconnecting'],
  ['refused', 'Wrong filter'], ['paused', 'Paused'], ['window', 'Not following']]);

const $ = (id) => document.getElementById(id);

export class Surroundings {
  #follow;
  #filter;
  #view;
  #settings;
  #place;
  #stats = null; // the newest ledger
  #said = '';
  #hinted = '';
  #redrawing = 0;

  /** @param {{follow, filter, view, settings, place: () => object}} parts */
  constructor({ follow, filter, view, settings, place }) {
    this.#follow = follow;
    this.#filter = filter;
    this.#view = view;
    this.#settings = settings;
    this.#place = place;
    for (const block of document.querySelectorAll('.copied')) {
      block.querySelector('button').addEventListener('click', async () => {
        const isDone = await copy(block.querySelector('input'));
        $('take').querySelector('[role=status]').textContent = isDone ? 'Copied.' : 'The browser refused: copy it by hand.';
      });
    }
    $('take').addEventListener('toggle', () => this.#showLinks());
  }

  /** The newest ledger. */
  know(stats) {
    this.#stats = stats;
    this.refresh();
  }

  /** A sentence about something that could not be shown; '' takes it back. */
  say(sentence) {
    this.#said = sentence;
    this.refresh();
  }

  /** Once a frame, however often something changes. */
  refresh() {
    this.#redrawing ||= requestAnimationFrame(() => {
      this.#redrawing = 0;
      if (!this.#follow.list) return;
      this.#showState();
      this.#showPause();
      this.#showEnds();
      this.#showWindow();
      this.#showLinks();
    });
  }

  #showState() {
    const { connection } = this.#follow.state;
    const shown = connection !== 'live' ? connection : this.#follow.window ? 'window' : this.#follow.isPaused ? 'paused' : 'live';
    const state = $('state');
    if (state.dataset.state === shown) return;
    state.dataset.state = shown;
    state.textContent = STATES.get(shown);
    // The last rate is no rate of now.
    if (shown === 'reconnecting') $('rate-now').textContent = '–';
  }

  #showPause() {
    const { isPaused, window, list } = this.#follow;
    setText($('pause'), isPaused ? 'Resume' : 'Pause');
    $('pause').classList.toggle('on', isPaused);
    $('pause').hidden = window !== null;
    $('fresh').hidden = !isPaused || window !== null;
    $('fresh').dataset.order = this.#settings.order;
    setText($('fresh'), freshWords(list));
  }

  /** What stands in place of rows, and below the last one. */
  #showEnds() {
    const { state: { connection, problem }, list, window } = this.#follow;
    const isEmpty = connection === 'refused' || (list.length === 0 && connection !== 'connecting' && this.#stats !== null);
    const kind = !isEmpty ? '' : connection === 'refused' ? problem : window ? 'window' : this.#filter.isSet ? 'no match' : 'first';
    if (kind !== this.#hinted) {
      this.#hinted = kind;
      $('hint').replaceChildren(...this.#hint(kind));
      $('hint').hidden = kind === '';
    }
    setText($('end-note'), this.#said || (kind ? '' : problem || list.note));
  }

  #hint(kind) {
    if (kind === '') return [];
    if (kind === 'first') return this.#stats.ring.read_only ? emptyFile() : firstDatagram(this.#stats.listeners);
    if (kind === 'window') return emptyWindow();
    return kind === 'no match' ? noMatch(() => this.#filter.clear()) : refused(kind);
  }

  #showWindow() {
    const { after, before, since, until } = this.#place();
    const time = (text) => (Number.isNaN(Date.parse(text)) ? text : timeText(new Date(text).toISOString(), this.#settings.time, Date.now()));
    const parts = [];
    if (after !== undefined) parts.push(`from #${after + 1}`);
    if (before !== undefined) parts.push(`to #${before - 1}`);
    if (since) parts.push(`from ${time(since)}`);
    if (until) parts.push(`before ${time(until)}`);
    $('window').hidden = parts.length === 0;
    setText($('window').firstElementChild, `Only events ${parts.join(', ')}`);
  }

  #showLinks() {
    const { filter, window, isPaused, list } = this.#follow;
    if (!list) return;
    const shown = window ?? (isPaused && list.length ? list.range : {});
    linkExports($('export'), filter, shown);
    if (!$('take').open) return;
    const { chosen } = this.#view;
    $('wireshark').value = wiresharkLine(filter);
    $('link').value = pageAddress(filter, window ? this.#place() : shown);
    $('link-event').value = pageAddress({}, { seq: chosen });
    $('link-event').closest('.copied').hidden = !chosen;
  }
}

/** Untouched text is not announced again by screen readers and costs no layout. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
