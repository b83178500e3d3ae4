/** Takes the place of what AWS's front ends do with the path of a request before a service sees it. */

/** A percent-encoded text decoded; undefined where a percent sign begins no UTF-8 character (RFC 3986, 2.1). */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
