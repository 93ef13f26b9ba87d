import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import './design/controls.css';
import './design/screens.css';
import './frame/frame.css';
import { PartBoundary } from './design/part-boundary.tsx';
import { chosenTheme, showTheme } from './design/theme.ts';
import { Frame } from './frame/frame.tsx';
import { followEngine } from './state/follow-engine.ts';

showTheme(chosenTheme());
const place = document.getElementById('console');
if (place === null) throw new Error('index.html has no #console');
followEngine();
createRoot(place).render(
  <StrictMode>
    <PartBoundary what="The page" heading="Surecast">
      <Frame />
    </PartBoundary>
  </StrictMode>,
);
