/** Kubernetes MicroTime: RFC 3339 with exactly six digits after the point, which is all that the API server parses. */
export function microTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}
