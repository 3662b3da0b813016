import './look/base.css';
import { createRoot } from 'react-dom/client';
import { session } from './api/session';
import { App } from './app/app';
import { preload } from './app/pages';
import { applyTheme } from './app/theme';
import { speak, wantedLanguage } from './words/language';

applyTheme();
session.resume(location, history);
if (session.now().token !== null) preload(location.pathname);
await speak(wantedLanguage());
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
