import Domain
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: ["+86 138-0000-0001", "008613800000001", "(138) 0000 0001"])
    func oneMobileNumberHasOneSpelling(text: String) {
        #expect(PhoneNumber(text)?.digits == "13800000001")
    }

    @Test(arguments: ["+862150001000", "110", "+8613800000", "00861380000001", "13800000001"])
    func othersStayAsTheyAre(text: String) {
        #expect(PhoneNumber(text)?.digits == text)
    }
}
