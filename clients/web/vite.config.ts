import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The API of a stack on this machine, for `npm run dev`: the console and `/v1` have one origin everywhere.
const API = process.env.TRADEWIND_API ?? 'http://127.0.0.1:4566';

export default defineConfig({
  plugins: [
    react(),
    lingui({ failOnCompileError: true }),
    babel({ presets: [linguiTransformerBabelPreset()] }),
    { ...optimizeLocales.vite({ locales: ['en-US', 'fr-FR'] }), enforce: 'pre' as const },
  ],
  build: {
    target: 'baseline-widely-available',
    assetsInlineLimit: 0, // a data: address would have to be let through the content security policy
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: { proxy: { '/v1': { target: API, changeOrigin: false } } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    isolate: false,
    maxWorkers: 1,
  },
});
