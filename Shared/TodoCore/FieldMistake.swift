public import JSON

/// What is wrong with one field of a request: JSON's own mistake, so that field rules can be called while reading.
///
/// The rules of this module leave `pointer` empty: who reads the field knows its place.
public typealias FieldMistake = JSONMistake

extension JSONMistake {
    init(pointer: String = "", code: String, detail: String) {
        self.init(pointer, code: code, detail)
    }
}
