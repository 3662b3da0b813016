import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { Middleware } from 'openapi-fetch';
import type { ReactNode } from 'react';
import { onTestFinished } from 'vitest';
import { api, newQueryClient } from '../api/client';
import { Told } from '../parts/told';

export type Asked = { method: string; path: string; key: string | null; body: unknown };

/** Shows a page over an API that answers by `METHOD path`: a body, or a status with one. Returns what it was asked. */
export function showPage(page: ReactNode, answers: Record<string, unknown | (() => unknown)>): Asked[] {
  const asked: Asked[] = [];
  const answering: Middleware = {
    async onRequest({ request }) {
      const path = new URL(request.url).pathname;
      const text = await request.text();
      asked.push({
        method: request.method,
        path,
        key: request.headers.get('idempotency-key'),
        body: text === '' ? null : JSON.parse(text),
      });
      const found = answers[`${request.method} ${path}`];
      const said = typeof found === 'function' ? (found as () => unknown)() : found;
      if (said === undefined) throw new Error(`nobody answers ${request.method} ${path}`);
      return said instanceof Response ? said : Response.json(said);
    },
  };
  api.use(answering);
  onTestFinished(() => api.eject(answering));
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={newQueryClient()}>
        {page}
        <Told />
      </QueryClientProvider>
    </I18nProvider>,
  );
  return asked;
}

/** A refusal, as the API writes it. */
export const refusal = (status: number, code: string, detail: string, more: object = {}) =>
  Response.json({ status, code, detail, title: code, ...more }, { status });
