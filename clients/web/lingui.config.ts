import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'fr'],
  format: formatter({ lineNumbers: false, origins: false }),
  // One catalog a page, loaded with the page; what all pages share is loaded first.
  catalogs: [
    {
      path: '<rootDir>/src/words/catalog/{locale}',
      include: ['<rootDir>/src/app', '<rootDir>/src/api', '<rootDir>/src/parts', '<rootDir>/src/words'],
      exclude: ['**/*.test.*'],
    },
    {
      path: '<rootDir>/src/pages/{name}/words/{locale}',
      include: ['<rootDir>/src/pages/{name}'],
      exclude: ['**/*.test.*'],
    },
  ],
});
