<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Yiquan</source>
        <translation>关于医圈</translation>
    </message>
    <message>
        <source>Yiquan {version} shows planners of county health services where facilities of each tier stand, whom they reach and whom they miss. It works without a network. What is modelled or only assumed says so. MIT licence; the data keep the licences of their sources.</source>
        <translation>医圈 {version} 帮助县域医疗卫生规划人员查看各层级机构的位置、服务到的人口和未服务到的人口。无需联网。凡模型估计或仅为推定的内容均有注明。程序采用 MIT 许可；数据沿用各自来源的许可。</translation>
    </message>
</context>
<context>
    <name>Analysis</name>
    <message>
        <source>Reading the province</source>
        <translation>正在读取省份数据</translation>
    </message>
    <message>
        <source>Measuring distances</source>
        <translation>正在计算距离</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Service radii</source>
        <translation>服务半径</translation>
    </message>
    <message>
        <source>Facility</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>覆盖</translation>
    </message>
</context>
<context>
    <name>CoverageCurve</name>
    <message>
        <source>Coverage curve</source>
        <translation>覆盖曲线</translation>
    </message>
</context>
<context>
    <name>CoveragePanel</name>
    <message>
        <source>Work it out again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Coverage by county</source>
        <translation>分县覆盖情况</translation>
    </message>
    <message>
        <source>Set radius</source>
        <translation>设置半径</translation>
    </message>
    <message>
        <source>Working out the coverage…</source>
        <translation>正在计算覆盖情况…</translation>
    </message>
    <message>
        <source>No figures: stopped</source>
        <translation>计算已停止，没有数字</translation>
    </message>
    <message>
        <source>{place} · {tier} · {radius} km: {share} covered</source>
        <translation>{place} · {tier} · {radius} 公里：覆盖 {share}</translation>
    </message>
    <message>
        <source>{population} people; no facility of this tier is counted, so nobody is covered.</source>
        <translation>人口 {population}；没有参与统计的同层级机构，因此覆盖人口为零。</translation>
    </message>
    <message>
        <source>{covered} of {population} people covered, {uncovered} not.
Mean distance {mean} km; nine in ten live within {p90} km.</source>
        <translation>人口 {population}，覆盖 {covered}，未覆盖 {uncovered}。
平均距离 {mean} 公里；九成人口在 {p90} 公里以内。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Facilities: {count}.</source>
        <translation>机构 {count} 个。</translation>
    </message>
    <message>
        <source>Facilities: {count} ({statuses}).</source>
        <translation>机构 {count} 个（{statuses}）。</translation>
    </message>
    <message>
        <source>{share} of them are only assumed to exist, and their positions are approximate: read the coverage as an estimate.</source>
        <translation>其中 {share} 仅为推定，位置也是近似的：覆盖率请作估计值看待。</translation>
    </message>
    <message>
        <source>{count} townships without a known position are not on the map.</source>
        <translation>另有 {count} 个乡镇位置未知，未上图。</translation>
    </message>
    <message>
        <source>The bundled list of this tier is far from complete: those it lacks are not counted, so the true coverage is probably higher.</source>
        <translation>程序自带的该层级名单远不完整，未收入的机构没有计入，实际覆盖率可能更高。</translation>
    </message>
    <message>
        <source>People per cell are modelled from the census of 2020.</source>
        <translation>网格人口由 2020 年人口普查数据模型估计。</translation>
    </message>
</context>
<context>
    <name>FacilityPanel</name>
    <message>
        <source>Click a facility on the map to see what is known of it.</source>
        <translation>点击地图上的机构，查看已知信息。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Position from</source>
        <translation>位置来源</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Beds</source>
        <translation>床位</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>医共体</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>a published source names it</source>
        <translation>有公开报道</translation>
    </message>
    <message>
        <source>it stands in OpenStreetMap</source>
        <translation>见于 OpenStreetMap</translation>
    </message>
    <message>
        <source>assumed to exist by policy; no source names it</source>
        <translation>按政策推定存在，没有来源提到</translation>
    </message>
    <message>
        <source>from your own file</source>
        <translation>来自您的文件</translation>
    </message>
    <message>
        <source>{position} (error not known)</source>
        <translation>{position}（误差未知）</translation>
    </message>
    <message>
        <source>{position} (within {error} km)</source>
        <translation>{position}（误差 {error} 公里以内）</translation>
    </message>
</context>
<context>
    <name>LayerDialog</name>
    <message>
        <source>Add a layer</source>
        <translation>添加图层</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Counts instead of the bundled facilities of the tier</source>
        <translation>替代程序自带的同层级机构参与统计</translation>
    </message>
    <message>
        <source>Otherwise both count together</source>
        <translation>不勾选则两者合并统计</translation>
    </message>
    <message>
        <source>Tier of the facilities</source>
        <translation>机构层级</translation>
    </message>
    <message>
        <source>Added as</source>
        <translation>添加为</translation>
    </message>
    <message>
        <source>outlines on the map</source>
        <translation>地图上的轮廓线</translation>
    </message>
    <message>
        <source>How the file was read</source>
        <translation>文件的读取方式</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Population per km² (modelled)</source>
        <translation>每平方公里人口（模型估计）</translation>
    </message>
    <message>
        <source>Census totals of 2020 spread over cells of about 1 km: modelled, not counted</source>
        <translation>把 2020 年普查人口分摊到约 1 公里的网格：模型估计，并非实数</translation>
    </message>
    <message>
        <source>Province</source>
        <translation>省份</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Colour, zoom and more of the layer chosen in the list</source>
        <translation>对列表中选中的图层：颜色、缩放等</translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>机构数</translation>
    </message>
    <message>
        <source>By status</source>
        <translation>按状态</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Choose province</source>
        <translation>选择省份</translation>
    </message>
    <message>
        <source>Show population</source>
        <translation>显示人口</translation>
    </message>
    <message>
        <source>Show layer</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Colour of the layer</source>
        <translation>图层颜色</translation>
    </message>
    <message>
        <source>Set colour</source>
        <translation>设置颜色</translation>
    </message>
    <message>
        <source>Zoom to layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>颜色…</translation>
    </message>
    <message>
        <source>Counted in the figures</source>
        <translation>参与统计</translation>
    </message>
    <message>
        <source>Remove layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>Count layer</source>
        <translation>图层参与统计</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>不参与统计</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Yiquan – service areas of county health care</source>
        <translation>医圈 – 县域医疗服务圈</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save the map as a picture…</source>
        <translation>地图存为图片(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Whole province</source>
        <translation>全省范围(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Reset the panels</source>
        <translation>恢复面板布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Data sources and licences</source>
        <translation>数据来源与许可(&amp;D)</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About Yiquan</source>
        <translation>关于医圈(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>MapSync</name>
    <message>
        <source>Drawing the map</source>
        <translation>正在绘制地图</translation>
    </message>
</context>
<context>
    <name>OpenFile</name>
    <message>
        <source>Map files and tables</source>
        <translation>地图文件和表格</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>正在读取 {file}</translation>
    </message>
    <message>
        <source>Adding {file}</source>
        <translation>正在添加 {file}</translation>
    </message>
    <message>
        <source>Add layer</source>
        <translation>添加图层</translation>
    </message>
    <message>
        <source>Added {layer}, rows: {rows}</source>
        <translation>已添加 {layer}，共 {rows} 行</translation>
    </message>
    <message>
        <source>Added {layer}, facilities: {rows}, of them in the counties shown: {here}</source>
        <translation>已添加 {layer}：机构 {rows} 个，其中 {here} 个在当前显示的县域内</translation>
    </message>
</context>
<context>
    <name>RadiiPanel</name>
    <message>
        <source>Show the coverage of this tier</source>
        <translation>显示此层级的覆盖情况</translation>
    </message>
    <message>
        <source>Service radius of {tier}</source>
        <translation>{tier}的服务半径</translation>
    </message>
    <message>
        <source>Assumed: no published norm read so far gives a radius. Distances are straight lines on the ellipsoid; roads and terrain are not counted.</source>
        <translation>半径为假定值：已查阅的公开规范都没有给出半径。距离为椭球面上的直线距离，未计道路和地形。</translation>
    </message>
    <message>
        <source>Set radius</source>
        <translation>设置半径</translation>
    </message>
    <message>
        <source>Choose tier</source>
        <translation>选择层级</translation>
    </message>
</context>
<context>
    <name>SavePicture</name>
    <message>
        <source>Save the map as a picture</source>
        <translation>地图存为图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>已保存 {file}</translation>
    </message>
</context>
<context>
    <name>SourcesDialog</name>
    <message>
        <source>Data sources and licences</source>
        <translation>数据来源与许可</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>{layer} (modelled)</source>
        <translation>{layer}（模型估计）</translation>
    </message>
</context>
<context>
    <name>UnitsModel</name>
    <message>
        <source>County</source>
        <translation>县（市、区）</translation>
    </message>
    <message>
        <source>Population</source>
        <translation>人口</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>覆盖人口</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>覆盖率</translation>
    </message>
    <message>
        <source>Mean km</source>
        <translation>平均 km</translation>
    </message>
    <message>
        <source>P90 km</source>
        <translation>九成 km</translation>
    </message>
    <message>
        <source>Census of 2020</source>
        <translation>2020 年人口普查</translation>
    </message>
    <message>
        <source>People within the service radius of a facility (modelled cells)</source>
        <translation>住在机构服务半径内的人口（网格为模型估计）</translation>
    </message>
    <message>
        <source>Covered people over all people</source>
        <translation>覆盖人口占总人口的比例</translation>
    </message>
    <message>
        <source>Distance to the nearest facility, weighted by people</source>
        <translation>到最近机构的距离，按人口加权</translation>
    </message>
    <message>
        <source>Nine people in ten live within this distance of a facility</source>
        <translation>九成人口到最近机构不超过此距离</translation>
    </message>
</context>
<context>
    <name>_Notice</name>
    <message>
        <source>Draw the map again</source>
        <translation>重新绘制地图</translation>
    </message>
    <message>
        <source>The map page could not be loaded.</source>
        <translation>地图页面未能载入。</translation>
    </message>
    <message>
        <source>The process that draws the map has stopped.</source>
        <translation>绘制地图的进程已停止。</translation>
    </message>
    <message>
        <source>The map has not been drawn in time.</source>
        <translation>地图未能按时画出。</translation>
    </message>
    <message>
        <source>The figures in the panels are not affected. Draw the map again; if that does not help, set QTWEBENGINE_CHROMIUM_FLAGS=--disable-gpu and restart the program.</source>
        <translation>面板中的数字不受影响。请重新绘制地图；若仍不行，请设置环境变量 QTWEBENGINE_CHROMIUM_FLAGS=--disable-gpu 后重启程序。</translation>
    </message>
</context>
<context>
    <name>file_dialog</name>
    <message>
        <source>Look in:</source>
        <translation>查找范围：</translation>
    </message>
    <message>
        <source>File type:</source>
        <translation>文件类型：</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>This did not work because of a fault in the program ({kind}). Your data is unchanged. The details are in the log file: Help, Open log folder.</source>
        <translation>程序内部出错（{kind}），操作没有完成。您的数据没有改变。详细信息见日志文件：帮助 – 打开日志文件夹。</translation>
    </message>
    <message>
        <source>Yiquan</source>
        <translation>医圈</translation>
    </message>
</context>
</TS>
