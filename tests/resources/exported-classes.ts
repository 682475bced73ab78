import { join } from "node:path";
import ts from "typescript";

/** A class of a resource as sdk/index.ts exports it. */
export interface ExportedClass {
  readonly name: string;
  /** The type token of its kind; `undefined` if the constructor passes no kind from the class's file to `super`. */
  readonly token: string | undefined;
  /** The name of the variable with its kind. */
  readonly kind: string;
  readonly argsName: string;
  readonly exportsArgs: boolean;
  /** The arguments of its interface that have a comment. */
  readonly documented: readonly string[];
  readonly hasExample: boolean;
  /** It has its own `__pulumiType`. */
  readonly hasType: boolean;
}

/** Caches parsed files of packages and of the compiler, because they are the same in every program. */
const PACKAGES = new Map<string, ts.SourceFile | undefined>();

/** Parses files of a project with its `tsconfig.json`. The compiler checks nothing until diagnostics are requested. */
export function loadProgram(folder: string, files: readonly string[]): ts.Program {
  const config: unknown = ts.readConfigFile(join(folder, "tsconfig.json"), (path) =>
    ts.sys.readFile(path),
  ).config;
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const options = { ...parsed.options, types: ["node"] };
  const host = ts.createCompilerHost(options);
  const cached: ts.CompilerHost = {
    ...host,
    getSourceFile: (path, languageVersion, ...rest) => {
      if (!path.includes("/node_modules/"))
        return host.getSourceFile(path, languageVersion, ...rest);
      // Comments of packages are half of their text, and no test reads them.
      const withoutComments = {
        ...(typeof languageVersion === "object" ? languageVersion : { languageVersion }),
        jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      };
      if (!PACKAGES.has(path)) PACKAGES.set(path, host.getSourceFile(path, withoutComments));
      return PACKAGES.get(path);
    },
  };
  return ts.createProgram(
    files.map((f) => join(folder, f)),
    options,
    cached,
  );
}

/** Reads every class of sdk/index.ts that extends PacemakerResource and is not abstract. */
export function readExportedClasses(folder: string): readonly ExportedClass[] {
  const program = loadProgram(folder, ["sdk/index.ts"]);
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(join(folder, "sdk/index.ts"));
  const module = index && checker.getSymbolAtLocation(index);
  const exported = module ? checker.getExportsOfModule(module) : [];
  const names = exported.map((s) => s.name);
  return exported.flatMap((symbol) => {
    const declaration = checker.getAliasedSymbol(symbol).valueDeclaration;
    return declaration && ts.isClassDeclaration(declaration) && isResource(checker, declaration)
      ? [describeClass(checker, symbol.name, declaration, names)]
      : [];
  });
}

function isResource(checker: ts.TypeChecker, c: ts.ClassDeclaration): boolean {
  const isAbstract = c.modifiers?.some((m) => m.kind === ts.SyntaxKind.AbstractKeyword) ?? false;
  const basesOf = (type: ts.Type): string[] =>
    (type.getBaseTypes() ?? []).flatMap((base) => [base.symbol.name, ...basesOf(base)]);
  return !isAbstract && basesOf(checker.getTypeAtLocation(c)).includes("PacemakerResource");
}

function describeClass(
  checker: ts.TypeChecker,
  name: string,
  c: ts.ClassDeclaration,
  exported: readonly string[],
): ExportedClass {
  const made = c.members.find(ts.isConstructorDeclaration);
  const args = made?.parameters[1];
  const argsName = args?.type?.getText() ?? "";
  const kind = made ? kindPassedToSuper(made) : "";
  return {
    name,
    kind,
    token: tokenOf(c.getSourceFile(), kind),
    argsName,
    exportsArgs: exported.includes(argsName),
    documented: args ? documentedProperties(checker, checker.getTypeAtLocation(args)) : [],
    hasExample: ts.getJSDocTags(c).some((tag) => tag.tagName.text === "example"),
    hasType: c.members.some((m) => m.name?.getText() === "__pulumiType"),
  };
}

/** Finds the first node below another one that a test accepts. */
function findNode<T extends ts.Node>(
  below: ts.Node,
  accepts: (n: ts.Node) => n is T,
): T | undefined {
  return ts.forEachChild(below, (n) => (accepts(n) ? n : findNode(n, accepts)));
}

function kindPassedToSuper(made: ts.ConstructorDeclaration): string {
  const call = findNode(
    made,
    (n): n is ts.CallExpression =>
      ts.isCallExpression(n) && n.expression.kind === ts.SyntaxKind.SuperKeyword,
  );
  return call?.arguments[0]?.getText() ?? "";
}

function tokenOf(file: ts.SourceFile, kind: string): string | undefined {
  const variable = findNode(
    file,
    (n): n is ts.VariableDeclaration => ts.isVariableDeclaration(n) && n.name.getText() === kind,
  );
  const type =
    variable &&
    findNode(
      variable,
      (n): n is ts.PropertyAssignment => ts.isPropertyAssignment(n) && n.name.getText() === "type",
    );
  return type && ts.isStringLiteral(type.initializer) ? type.initializer.text : undefined;
}

/** Returns the arguments with a comment. An argument of a union needs a comment in one of its interfaces only. */
function documentedProperties(checker: ts.TypeChecker, type: ts.Type): readonly string[] {
  const members = type.isUnion() ? type.types : [type];
  const documented = members
    .flatMap((member) => checker.getPropertiesOfType(member))
    .filter(
      (p) => p.getDocumentationComment(checker).length > 0 || p.getJsDocTags(checker).length > 0,
    );
  return [...new Set(documented.map((p) => p.name))];
}
