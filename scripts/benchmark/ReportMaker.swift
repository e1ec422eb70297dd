import AMQP
import Domain
import Events
import Fleet
import Foundation

/// Reports as an upstream system writes them, no two of one matter.
struct ReportMaker {
    static let type = "incident.reported"
    static let source = "bench/upstream"
    let households: Int
    let time: Date

    private static let texts = [
        "村口垃圾箱冒烟,旁边停着几辆电动自行车和三轮车,风有点大,附近有老人和小孩,请尽快派人过来看看,我在现场等着你们。",
        "楼道里堆满了纸箱和旧家具,消防通道被堵住了,住户出入不方便,说了好几次也没有人清理,希望网格员上门协调处理一下。",
        "出租房里又新搬来几个人,没有登记,晚上在阳台上给电瓶充电,线是从窗户拉下来的,邻居都很担心,请安排检查。",
        "路边的窨井盖松动,车子一过就响,昨天有骑车的人差点摔倒,天黑以后更加危险,请通知有关部门尽快来修,先放个警示牌。",
    ]

    /// `index` decides the household, then the category, so that nothing is the same matter.
    func message(_ index: Int) -> AMQPMessage {
        let household = index % households
        let category = Category.allCases[index / households % Category.allCases.count]
        let event = CloudEvent(
            id: "BX-2026-\(1_000_000 + index)", source: Self.source, type: Self.type, subject: "WB20260302\(index)",
            time: time, dataSchema: "https://bench.example/incident.reported/1",
            extensions: ["traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
            data: [
                "text": .string(Self.texts[index % Self.texts.count]), "category": .string(category.rawValue),
                "severity": "normal", "place": ["household": .int(Int64(household))],
                "occurredAt": .string(RFC3339.text(time)),
            ])
        var properties = AMQPProperties()
        properties.contentType = "application/cloudevents+json; charset=UTF-8"
        properties.messageID = event.id
        properties.userID = "guest"
        let area = AreaCode(BenchTerritory.unit(of: household)).map { "." + $0.routingWords } ?? ""
        return AMQPMessage(
            exchange: Exchange.events, routingKey: Self.type + area, properties: properties,
            body: event.encoded().body)
    }
}
