import { t } from '@lingui/core/macro';

/** Why the API did not do what it was asked (RFC 9457), or could not be reached at all (`status` 0). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** Names the request in the server's log; null where it never came there. */
  readonly instance: string | null;
  readonly fields: readonly WrongField[];

  constructor(status: number, code: string, detail: string, instance: string | null, fields: readonly WrongField[]) {
    super(detail);
    this.status = status;
    this.code = code;
    this.instance = instance;
    this.fields = fields;
  }

  get isForbidden(): boolean {
    return this.status === 403;
  }

  get isGone(): boolean {
    return this.status === 404;
  }

  /** Whether the same request may succeed by itself a moment later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** What is wrong with a field of the body, by its dotted path in the request, as `url` or `check.days`. */
  about(field: string): string | undefined {
    return this.fields.find((each) => each.field === field || each.field === `body.${field}`)?.problem;
  }
}

export type WrongField = { field: string; problem: string };

/** An answer that is no success, as a problem. The gateway's own refusals have a `message` alone. */
export function problemOf(status: number, body: unknown): Problem {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const detail = [said.detail, said.message, said.title].find((each) => typeof each === 'string');
  return new Problem(
    status,
    typeof said.code === 'string' ? said.code : status === 401 ? 'unauthenticated' : `http_${status}`,
    typeof detail === 'string' ? detail : t`The answer was ${status}, without an explanation.`,
    typeof said.instance === 'string' ? said.instance : null,
    Array.isArray(said.fields) ? (said.fields as WrongField[]) : [],
  );
}

export function unreachable(): Problem {
  return new Problem(0, 'unreachable', t`The server did not answer. Is it running, and are you online?`, null, []);
}
