/**
 * Who may speak to a port of this machine. Any web page that a browser shows can send requests to 127.0.0.1, or lead a name of
 * its own there (DNS rebinding); the browser says so in Host, Origin and Sec-Fetch-Site
 * (https://www.w3.org/TR/fetch-metadata/), which no page can set. Sec-Fetch-Site goes to trustworthy addresses alone: to this machine's
 * own names, but not over plain HTTP to another name that leads here. There an image or a link comes without any mark but User-Agent.
 */

/** What a request says of where it comes from, header names in lower case. */
export interface CallerHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
  readonly 'user-agent'?: string | undefined;
  readonly authorization?: string | undefined;
}

export interface LocalDoor {
  /** Why a request is not let in, in a sentence that names the header and the way out; undefined for one that is. */
  refusal(headers: CallerHeaders, allows?: Allowance): string | undefined;
}

/** What lets more in than the names of this machine. */
export interface Allowance {
  /** Whether a foreign page may call, as the resource's own CORS rules say. */
  readonly origin?: (origin: string) => boolean;
  /** The request is signed in its address, for a service of AWS. */
  readonly presigned?: boolean;
  /** The request changes nothing, and the page that sends it unasked cannot read the answer. */
  readonly isHarmless?: boolean;
}

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:127(?:\.\d{1,3}){3}\])$/;
/** Names that only AWS can lead anywhere; a client that is made to reach us under one of them signs its requests. */
const AWS_NAME = /\.amazonaws\.com(?:\.cn)?$/;
/** Every browser begins so; the web cmdlets of PowerShell do as well, and no page can set it. */
const BROWSER = /^Mozilla\/(?!.*PowerShell\/)/;
const SIGNED = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[^/]+\/[^/]+\/aws4_request/;

/**
 * The rule for a port on 127.0.0.1; `allowedHosts` are further names by which it may be called.
 * @example
 * localDoor().refusal({ host: 'evil.example:4566' }); // 'The header Host names evil.example, …'
 */
export function localDoor(allowedHosts: readonly string[] = []): LocalDoor {
  const names = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const isServed = (name: string) => LOOPBACK.test(name) || names.has(name);
  return {
    refusal(headers, allows = {}) {
      const host = headers.host === undefined ? undefined : hostName(headers.host);
      const isSigned = allows.presigned || SIGNED.test(headers.authorization ?? '');
      if (host !== undefined && !isServed(host) && !(isSigned && AWS_NAME.test(host))) {
        return `The header Host names ${shown(host)}, which is not this machine: call 127.0.0.1 or localhost, or start with --allow-host ${shown(host)}.`;
      }
      const { origin, 'sec-fetch-site': site } = headers;
      if (origin !== undefined) {
        if (isServed(originHost(origin) ?? '') || allows.origin?.(origin)) return undefined;
        return `The header Origin says that the web page ${shown(origin)} sends this, and no CORS rule lets it.`;
      }
      if (site === 'cross-site' && !allows.origin?.('*')) {
        return 'The header Sec-Fetch-Site says that another web site sends this, and no CORS rule lets it.';
      }
      const isUnmarked = site === undefined && BROWSER.test(headers['user-agent'] ?? '');
      if (isUnmarked && !allows.isHarmless && !allows.origin?.('*')) {
        return 'The header User-Agent says that a browser sends this, and no header says which web page asks: call 127.0.0.1 or localhost, where browsers say it.';
      }
      return undefined;
    },
  };
}

/** The name in `name:port`, in lower case and without the dot that may end it. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}

function originHost(origin: string): string | undefined {
  return hostName(/^https?:\/\/([^/?#@\\\s]+)$/i.exec(origin)?.[1] ?? '') || undefined;
}

/** What a stranger wrote, short and without what a terminal would obey. */
function shown(text: string): string {
  return text.slice(0, 100).replace(/[^\x21-\x7e]/g, '?');
}
