/**
 * The CORS rules of a bucket, as S3 evaluates them: the first that allows origin, method and headers counts
 * (S3 guide, "Elements of a CORS configuration"). What it answers beyond the guide was recorded of it:
 * https://github.com/localstack/localstack, tests/aws/services/s3/test_s3_cors.snapshot.json
 */
import * as v from 'valibot';
import { readXml, xmlList } from '../request/request-xml.ts';

/** One rule; the texts may hold one star each. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAge: string | undefined;
}

/** What a browser asks: may the page of `origin` send this method with these headers, in lower case? */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

const list = v.optional(xmlList(v.string()), []);
const schema = v.object({
  CORSConfiguration: v.object({
    CORSRule: xmlList(
      v.object({
        ...{ AllowedOrigin: list, AllowedMethod: list, AllowedHeader: list, ExposeHeader: list },
        MaxAgeSeconds: v.optional(v.string()),
      }),
    ),
  }),
});

/** The rules of a document as it was put, in its order; none of one that a version put which took any document. */
export async function readCorsRules(document: string): Promise<CorsRule[]> {
  const input = v.safeParse(schema, await readXml(Buffer.from(document)));
  if (!input.success) return [];
  return input.output.CORSConfiguration.CORSRule.map((rule) => ({
    origins: rule.AllowedOrigin,
    methods: rule.AllowedMethod,
    headers: rule.AllowedHeader,
    exposed: rule.ExposeHeader,
    maxAge: rule.MaxAgeSeconds,
  }));
}

/** The first rule that allows all of it. The origin `*` stands for every page, and only a rule for every page allows it. */
export function allowingRule(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsQuestion,
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.origins.some((pattern) => matches(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((header) => rule.headers.some((pattern) => matches(pattern.toLowerCase(), header))),
  );
}

/** What tells the browser that the rule allows it. */
export function corsHeaders(rule: CorsRule, { origin, headers }: CorsQuestion): Record<string, string> {
  const isForAll = rule.origins.find((pattern) => matches(pattern, origin)) === '*';
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    ...(isForAll ? {} : { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.methods.join(', '),
    ...(headers.length === 0 ? {} : { 'access-control-allow-headers': headers.join(', ') }),
    ...(rule.exposed.length === 0 ? {} : { 'access-control-expose-headers': rule.exposed.join(', ') }),
    ...(rule.maxAge === undefined ? {} : { 'access-control-max-age': rule.maxAge }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** A star stands for any characters; there is at most one. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const [before, behind] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + behind.length && text.startsWith(before) && text.endsWith(behind);
}
