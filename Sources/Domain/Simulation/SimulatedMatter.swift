/// What people report in a made-up day: how often which matter, in which words. [own]
struct SimulatedMatter {
    let category: Category
    let weight: Int
    let texts: [String]

    static let ordinary: [SimulatedMatter] = [
        .init(.environment, 230, ["楼道堆放杂物", "垃圾清运不及时,气味大", "河道有漂浮物", "施工扬尘", "路边乱倒建筑垃圾"]),
        .init(.service, 180, ["老人不会用手机缴费,请上门帮忙", "社保卡丢失,咨询补办", "咨询居住证办理", "请帮忙代办老年证"]),
        .init(.dispute, 130, ["邻居装修噪音争吵", "停车位争执", "两户因漏水起纠纷", "宠物伤人,双方协商不成"]),
        .init(.security, 110, ["电动车电瓶被盗", "有人尾随", "深夜有人砸门", "陌生人逐户推销"]),
        .init(.floatingPopulation, 80, ["新来租客未登记", "群租房住进十余人", "工地新到一批工人"]),
        .init(.rental, 70, ["出租房电线私拉乱接", "出租房没有灭火器", "电动车在出租房内充电"]),
        .init(.care, 50, ["独居老人两天没有出门", "精神障碍患者未按时服药", "残疾人家中断电"]),
        .init(.petition, 40, ["对拆迁补偿不满,准备上访", "拖欠工资,多人聚集"]),
        .init(.publicHealth, 40, ["多名学生腹泻", "餐馆卫生差,疑似食物中毒"]),
        .init(.fire, 30, ["楼道里充电的电动车冒烟", "消防通道被占用", "灭火器过期"]),
        .init(.gas, 20, ["厨房有轻微燃气味", "燃气软管老化"]),
        .init(.other, 20, ["路灯不亮", "井盖松动", "树枝挡住路牌"]),
    ]

    static let emergencies: [SimulatedMatter] = [
        .init(.fire, 5, ["厨房起火,有浓烟", "电动车起火,楼道全是烟", "仓库着火"]),
        .init(.gas, 3, ["整栋楼都有很浓的煤气味", "燃气管被挖断,正在漏气"]),
        .init(.suddenEvent, 2, ["老人倒地没有意识", "围墙倒塌,有人被压"]),
    ]

    static let storm: [SimulatedMatter] = [
        .init(.suddenEvent, 4, ["暴雨,地下车库进水", "大树倒下压住车辆", "雨棚被风刮落", "低洼处积水过膝"]),
        .init(.environment, 4, ["下水道倒灌", "路面积水,车过不去", "围挡被吹倒"]),
        .init(.service, 2, ["停电了,什么时候恢复", "停水了", "请送沙袋"]),
    ]

    static let fire = ["着火了", "楼上起火,快来人", "看见火光和黑烟", "我们这栋楼着火了", "有人困在里面"]

    private init(_ category: Category, _ weight: Int, _ texts: [String]) {
        self.category = category
        self.weight = weight
        self.texts = texts
    }
}
