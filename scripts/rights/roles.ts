/** The roles that are installed, each rule with the reason that stands above it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isNode, isSeq, parse, parseAllDocuments } from 'yaml';

const config = join(import.meta.dirname, '../../config');

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

export interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  /** Of a Role: where it holds. */
  readonly namespace: string | undefined;
  readonly why: string;
  readonly rules: readonly (Rule & { readonly why: string })[];
}

/** Whom a role is given to, and where. */
export interface Binding {
  readonly role: Pick<Role, 'kind' | 'name'>;
  /** undefined: in all namespaces. */
  readonly namespace: string | undefined;
  /** `namespace/name` of each ServiceAccount. */
  readonly accounts: readonly string[];
}

export interface InstalledRights {
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
}

/** Of config/rbac and config/probe-rights. Throws an Error that names a rule without a reason. */
export function installedRights(): InstalledRights {
  const documents = ['rbac', 'probe-rights'].flatMap(documentsOf);
  return { roles: documents.flatMap(readRole), bindings: documents.flatMap(readBinding) };
}

function documentsOf(folder: string): readonly Document[] {
  const read = (file: string) => readFileSync(join(config, folder, file), 'utf8');
  const { resources } = parse(read('kustomization.yaml')) as { readonly resources: readonly string[] };
  return resources.flatMap((file): readonly Document[] => [...parseAllDocuments(read(file))] as Document[]);
}

interface ObjectFields {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly Rule[];
  readonly roleRef: Pick<Role, 'kind' | 'name'>;
  readonly subjects: readonly { readonly name: string; readonly namespace: string }[];
}

function readRole(document: Document): readonly Role[] {
  const { kind, metadata, rules } = document.toJS() as ObjectFields;
  if (kind !== 'Role' && kind !== 'ClusterRole') return [];
  const { name, namespace } = metadata;
  const reasons = rules.map((rule, index) => {
    const why = reasonOf(document, index);
    if (why === '')
      throw new Error(`${kind} ${name} has a rule without a comment that says why: ${JSON.stringify(rule)}`);
    return { ...rule, why };
  });
  return [{ kind, name, namespace, why: commentOf(document), rules: reasons }];
}

function readBinding(document: Document): readonly Binding[] {
  const { kind, metadata, roleRef, subjects } = document.toJS() as ObjectFields;
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return [];
  const { kind: roleKind, name } = roleRef;
  const accounts = subjects.map((subject) => `${subject.namespace}/${subject.name}`);
  return [{ role: { kind: roleKind, name }, namespace: metadata.namespace, accounts }];
}

/** The comment above the first rule belongs to the list, those above the others to the rules. */
function reasonOf(document: Document, index: number): string {
  const rules = document.get('rules');
  if (!isSeq(rules)) return '';
  const rule = rules.items[index];
  const own = isNode(rule) ? rule.commentBefore : undefined;
  return inOneLine(own ?? (index === 0 ? rules.commentBefore : undefined));
}

/** The comment above an object. */
function commentOf(document: Document): string {
  const { contents } = document;
  const first = isMap(contents) ? contents.items[0]?.key : undefined;
  const comments = [document.commentBefore, contents?.commentBefore, isNode(first) ? first.commentBefore : undefined];
  return inOneLine(comments.find((comment) => comment !== null && comment !== undefined));
}

function inOneLine(comment: string | null | undefined): string {
  return (comment ?? '').replaceAll(/\s+/g, ' ').trim();
}
