import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const FOLDER = 'deploy/kubernetes';

/** A document of a YAML file. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- looked at with expect, as bodies of answers are
  readonly [field: string]: any;
}

export const MANIFEST_FILES = readdirSync(FOLDER).filter((file) => file !== 'kustomization.yaml');

export function manifestsIn(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(`${FOLDER}/${file}`, 'utf8')).map((document) => document.toJS());
}

/**
 * What TypeScript says of manifests, by the types of the Kubernetes API: fields that are missing, unknown or of another
 * type. A literal may have no field that its type does not know.
 */
export function mistakesIn(manifests: readonly Manifest[]): string[] {
  const name = `${process.cwd()}/manifests.ts`;
  const text = manifests
    .map(({ apiVersion, kind, ...fields }, index) => {
      const literal = JSON.stringify({ apiVersion, kind, ...fields });
      return `import type { I${kind} as I${index} } from 'kubernetes-models/${apiVersion}/${kind}';
        export const manifest${index}: I${index} = ${literal};`;
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, languageVersion) =>
    file === name ? ts.createSourceFile(file, text, languageVersion) : getSourceFile(file, languageVersion);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([name], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
