/** What S3 answers web pages: preflight requests, and the headers with which a browser gives an answer to its page. */
import type { ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { allowingRule, type CorsQuestion, corsHeaders, readCorsRules } from './configuration/cors-rules.ts';
import { ObjectError } from './errors.ts';
import type { ObjectStore } from './store.ts';

interface Address {
  readonly bucket: string;
  readonly key: string;
}

/** Whether a page may send this request, by the CORS rules of its bucket. A preflight request changes nothing, and any page may. */
export async function pagesAllowed(
  store: ObjectStore,
  { bucket }: Address,
  request: ServiceRequest,
): Promise<(origin: string) => boolean> {
  if (request.method === 'OPTIONS') return () => true;
  const rules = await rulesOf(store, bucket);
  return (origin) => allowingRule(rules, { ...questionOf(request), origin }) !== undefined;
}

/** The headers that go with any answer to a page that the rules let in; none for another. */
export async function crossOriginHeaders(
  store: ObjectStore,
  { bucket }: Address,
  request: ServiceRequest,
): Promise<Record<string, string>> {
  if (request.headers.origin === undefined) return {};
  const question = questionOf(request);
  const rule = allowingRule(await rulesOf(store, bucket), question);
  return rule === undefined ? {} : corsHeaders(rule, question);
}

/** The answer to OPTIONS. Throws BadRequest, and AccessForbidden where the page may not. */
export async function preflight(
  store: ObjectStore,
  { bucket, key }: Address,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  const { origin, 'access-control-request-method': asked } = request.headers;
  if (origin === undefined) throw badRequest('Insufficient information. Origin request header needed.');
  if (store.bucketCreated(bucket) === undefined) throw forbidden('Bucket not found', 'OPTIONS', 'BUCKET');
  const rules = await rulesOf(store, bucket);
  if (rules.length === 0) throw forbidden('CORS is not enabled for this bucket.', asked ?? 'OPTIONS', 'BUCKET');
  if (asked === undefined) throw badRequest('Invalid Access-Control-Request-Method: null');
  const question = questionOf(request);
  const rule = allowingRule(rules, question);
  if (rule !== undefined) return { status: 200, headers: corsHeaders(rule, question) };
  throw forbidden(
    "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    asked,
    key === '' ? 'BUCKET' : 'OBJECT',
  );
}

async function rulesOf(store: ObjectStore, bucket: string) {
  const document = store.document(bucket, 'BucketCors');
  return document === undefined ? [] : readCorsRules(document);
}

/** The headers that a page asks for count with every method, as was recorded of S3. */
function questionOf({ method, headers }: ServiceRequest): CorsQuestion {
  const requested = String(headers['access-control-request-headers'] ?? '').toLowerCase();
  return {
    origin: headers.origin ?? '*',
    method: method === 'OPTIONS' ? String(headers['access-control-request-method'] ?? '') : method,
    headers: requested
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

function badRequest(message: string): ObjectError {
  return new ObjectError('BadRequest', message);
}

function forbidden(why: string, Method: string, ResourceType: string): ObjectError {
  return new ObjectError('AccessForbidden', `CORSResponse: ${why}`, {
    status: 403,
    elements: { Method, ResourceType },
  });
}
