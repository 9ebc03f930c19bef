/** One payload as decoders ask for it: its bytes, and its text where it is one. */

import { Broken } from './field.js';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

// Escape is part of coloured logs; a C string brings the NUL at its end along.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/;
// eslint-disable-next-line no-control-regex
const END = /\0+$/;

export class Input {
  #bytes = null;
  options;
  /** Without NULs at the end; with signs for what is no UTF-8 where `isText` is false. */
  text = '';
  isText = false;

  constructor(options) {
    this.options = options;
  }

  static ofText(text, options) {
    const input = new Input(options);
    input.#take(text);
    return input;
  }

  static ofBytes(bytes, options) {
    const input = new Input(options);
    input.#bytes = bytes;
    try {
      input.#take(strict.decode(bytes));
    } catch {
      // No text, then.
    }
    return input;
  }

  #take(text) {
    this.text = text.charCodeAt(text.length - 1) === 0 ? text.replace(END, '') : text;
    this.isText = this.text !== '' && !CONTROL.test(this.text);
  }

  get isEmpty() {
    return this.#bytes ? this.#bytes.length === 0 : this.text === '';
  }

  get bytes() {
    this.#bytes ??= encoder.encode(this.text);
    return this.#bytes;
  }

  get layout() {
    return this.options.layout ?? null;
  }

  get wantsLines() {
    return this.options.lines === true;
  }

  /** Whether bytes that are no text begin as one of the text formats does; then `text` is set. */
  get hasTextSigns() {
    const [first, second] = this.bytes;
    const begins = (first === 0x7b && (second === 0x22 || second === 0x0a)) || (first === 0x5b && second === 0x7b)
      || (first === 0x3c && second >= 0x30 && second <= 0x39) || ((first === 0x24 || first === 0x21) && second >= 0x41 && second <= 0x5a);
    if (begins && !this.text) this.text = lenient.decode(this.bytes);
    return begins;
  }

  /** What keeps it from being a text, and where. */
  flaw() {
    const { bytes } = this;
    try {
      const control = CONTROL.exec(strict.decode(bytes));
      return `a control character at byte ${this.#byteAt(control.index)}`;
    } catch {
      let [good, bad] = [0, bytes.length];
      while (good < bad) {
        const middle = (good + bad) >> 1;
        if (isUtf8(bytes.subarray(0, middle + 1))) good = middle + 1;
        else bad = middle;
      }
      return `no UTF-8 at byte ${good}`;
    }
  }

  /** What a decoder threw, as words with the byte in them. */
  sentence(error) {
    if (!(error instanceof Broken)) return error.message;
    return `${error.message} at byte ${this.isText ? this.#byteAt(error.at) : error.at}`;
  }

  #byteAt(index) {
    return encoder.encode(this.text.slice(0, index)).length;
  }
}

function isUtf8(bytes) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
