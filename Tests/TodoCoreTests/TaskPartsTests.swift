import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TaskPartsTests {
    private let parent = TodoTask.sample(TaskDraft(title: "parent"))
    private let id = TodoTask.ID.make(now: SampleEvents.now, random: 77)

    private func code(_ family: TodoTask.Family, _ id: TodoTask.ID? = nil) -> String? {
        do throws(TodoError) {
            try family.check(id ?? self.id)
            return nil
        } catch {
            guard case .invalid(let mistakes) = error else { return "other" }
            return mistakes.map { $0.pointer + " " + $0.code }.joined()
        }
    }

    @Test func partsAreOneLevelWithoutCircles() {
        var part = parent
        part.parentID = .make(now: SampleEvents.now, random: 7_800)
        var trashed = parent
        _ = trashed.delete(at: SampleEvents.now)
        var child = parent
        child.parentID = id
        #expect(code(.init(parent: parent, siblings: 99, parts: 0)) == nil)
        #expect(code(.init(parent: parent, siblings: 100, parts: 0)) == "/parent_id limit-exceeded")
        #expect(code(.init(parent: parent, siblings: 0, parts: 1)) == "/parent_id limit-exceeded")
        #expect(code(.init(parent: part, siblings: 0, parts: 0)) == "/parent_id limit-exceeded")
        #expect(code(.init(parent: nil, siblings: 0, parts: 0)) == "/parent_id unknown-task")
        #expect(code(.init(parent: trashed, siblings: 0, parts: 0)) == "/parent_id unknown-task")
        #expect(code(.init(parent: child, siblings: 0, parts: 1)) == "/parent_id cycle")
        #expect(code(.init(parent: parent, siblings: 0, parts: 0), parent.id) == "/parent_id cycle")
    }

    @Test func completedFalseSaysNothingToATaskThatIsNotCompleted() throws {
        for status in [TodoTask.Status.pending, .inProgress, .cancelled] {
            var task = parent
            task.status = status
            var patch = TaskPatch()
            patch.completed = .set(false)
            #expect(try task.update(patch, at: SampleEvents.now, rules: .sample) == nil)
            #expect(task.status == status)
        }
    }
}
