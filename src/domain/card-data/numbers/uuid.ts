const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
const UUID_LENGTH = 36;

/** True where a stretch of a text is a part of a UUID, whose digits are none of a card. */
export function insideUuid(text: string, start: number, end: number): boolean {
  const from = Math.max(0, start - UUID_LENGTH);
  return [...text.slice(from, Math.min(end, start + UUID_LENGTH) + UUID_LENGTH).matchAll(UUID)].some(
    ({ index }) => from + index <= start && end <= from + index + UUID_LENGTH,
  );
}
