/** What a function's answer becomes over HTTP (API Gateway guide, "Lambda function response for format 2.0"). Knows no other format. */

import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { parseJson } from '../../domain/json/parse-json.ts';
import type { ApiResponse } from './api-listener.ts';

const scalar = v.union([v.string(), v.number(), v.boolean()]);
const structured = v.object({
  statusCode: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{3}$/), v.transform(Number))]),
    v.integer(),
    v.minValue(100),
    v.maxValue(599),
  ),
  headers: v.nullish(v.record(v.string(), scalar)),
  cookies: v.nullish(v.array(v.string())),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/** Set by whoever sends the answer, whatever the function says. */
const ownHeaders = new Set(['connection', 'content-length', 'transfer-encoding']);

/**
 * The response for the JSON text that a function returned: an object with a status code is taken apart, anything else is
 * a 200 with JSON. Undefined when API Gateway could not use it, which is a 500.
 */
export function proxyResponse(payload: string): ApiResponse | undefined {
  const value = parseJson(payload);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof value === 'string' ? value : payload,
    };
  }
  const parsed = v.safeParse(structured, value);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.output;
  const given = Object.fromEntries(
    Object.entries(headers ?? {})
      .map(([name, each]): [string, string] => [name.toLowerCase(), String(each)])
      .filter(([name]) => !ownHeaders.has(name)),
  );
  if (
    ![...Object.entries(given), ...(cookies ?? []).map((each): [string, string] => ['set-cookie', each])].every(
      isHeader,
    )
  ) {
    return undefined;
  }
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...given,
      ...(cookies?.length ? { 'set-cookie': cookies } : {}),
    },
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

function isHeader([name, value]: [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
