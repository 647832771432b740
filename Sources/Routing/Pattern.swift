/// What a frame must look like, in the notation of templates: text in, captures out.
///
/// Anchored at both ends, and linear in the subject whatever the pattern.
package struct Pattern: Sendable {
  package init() {}
}
