/** Takes credentials out of a line before it is printed or becomes part of a result. */

const mark = '[redacted]';

/** What a client of an API server can repeat in an error: its token, a key of its kubeconfig, a password in an address. */
const credentials: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, mark],
  [/\b(Bearer|Authorization: \w+)\s+[\w\-.~+/=]{12,}/gi, `$1 ${mark}`],
  [/(\/\/)[^\s/@"]+@/g, `$1${mark}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, mark],
  // A PEM block in base64, as kubeconfigs and Secrets carry it.
  [/\bLS0tLS1CRUdJTi[\w+/=]*/g, mark],
  [/\b((?:token|password|client-key-data)\\?"?[=:]\\?"?)[^\s"',}\\]+/gi, `$1${mark}`],
];

export function redact(line: string): string {
  return credentials.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
