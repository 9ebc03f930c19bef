/** The description of the HTTP interface, as a test uses it: resolved, strict, and with examples. */

import { readFile } from 'node:fs/promises';
import Ajv2020 from 'ajv/dist/2020.js';

const source = new URL('../../../src/web/site_routes.cpp', import.meta.url);

/** The table of URLs in the source: [{pattern, method}]. */
export async function routesOfSource() {
  const text = await readFile(source, 'utf8');
  return [...text.matchAll(/\{"(\/[^"]*)",\s*(get|post|put),/g)].map(([, pattern, method]) => ({ pattern, method }));
}

/** Whether a path of the description ("/events/{seq}") is one that a pattern of the table answers. */
export function answers(pattern, path) {
  const form = pattern.split(/(\{\*?\})/).map((part) => (
    { '{}': '[^/]+', '{*}': '.+' }[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('');
  return new RegExp(`^${form}$`).test(path.replace(/\{\w+\}/g, 'x'));
}

/** Every object has the members that are described, and no other. */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return all.type === 'object' && all.properties ? { additionalProperties: false, ...all } : all;
}

export class Description {
  #document;
  #ajv = new Ajv2020({ allErrors: true, strictTypes: false });

  constructor(document) {
    this.#document = document;
    this.#ajv.addSchema({ $id: 'api', $defs: this.#own(document.components.schemas) });
  }

  /** Schemas that refer to those of this description by the validator's name for it. */
  #own(schemas) {
    return JSON.parse(JSON.stringify(strict(schemas)).replaceAll('"#/components/schemas/', '"api#/$defs/'));
  }

  resolve(given) {
    if (!given.$ref) return given;
    return given.$ref.slice(2).split('/').reduce((part, key) => part[key], this.#document);
  }

  /** [{path, method, operation, parameters}] */
  get operations() {
    return Object.entries(this.#document.paths).flatMap(([path, methods]) => (
      Object.entries(methods).map(([method, operation]) => ({
        path, method, operation, parameters: (operation.parameters ?? []).map((p) => this.resolve(p)),
      }))));
  }

  /** What is described for a status. */
  response(operation, status) {
    const given = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined);
    return given && this.resolve(given);
  }

  /** What a JSON value has that its schema does not allow, or the other way round. */
  faults(schema, value) {
    const validate = this.#ajv.compile(this.#own(schema));
    return validate(value) ? [] : validate.errors.map(({ instancePath, message, params }) => (
      `${instancePath} ${message} ${JSON.stringify(params)}`));
  }
}

/** The address of an operation, with the examples of its path's parameters. */
export const addressOf = ({ path, parameters }) => parameters.filter((p) => p.in === 'path')
  .reduce((text, p) => text.replace(`{${p.name}}`, p.example), path);
